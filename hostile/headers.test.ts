import { afterAll, beforeAll, expect, it } from 'vitest';
import { Target } from './target.ts';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

it.each([
  '/',
  '/admin',
  '/nowhere',
  '/healthz',
  '/icon.svg',
  '/api/v1/rooms/YYYYYY',
  '/socket.io/?EIO=4&transport=polling',
])('%s is sent with the headers that every answer has', async (path) => {
  const { headers } = await fetch(target.url + path);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('x-powered-by')).toBeNull();
});

it.each(['/', '/admin', '/nowhere', '/r/YYYYYY'])(
  'every script of %s carries the nonce of this answer, and of no other',
  async (path) => {
    const nonces: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await fetch(target.url + path, { headers: { accept: 'text/html' } });
      const policy = answer.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
      const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
      nonces.push(nonce);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  },
);

it.each(['/admin', '/r/CODE', '/r/CODE/host', '/api/v1/rooms/CODE'])(
  '%s is kept by no cache',
  async (path) => {
    const { headers } = await fetch(target.url + path.replace('CODE', target.board.code));
    expect(headers.get('cache-control')).toMatch(/no-store/);
  },
);

it('a page of another site may not read what it was not allowed to', async () => {
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const path = `${target.url}/api/v1/rooms/${target.board.code}/scores`;
  const asked = await fetch(path, { method: 'OPTIONS', headers });
  expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  const read = await fetch(`${target.url}/api/v1/rooms/${target.board.code}`, { headers });
  expect(read.headers.get('access-control-allow-origin')).toBeNull();
});
