import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test as plain } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { createBoard, readBoard } from './support/board-page.ts';

// What an operator sees does not depend on a browser.
async function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['server.ts'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...environment },
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const [status] = (await once(child, 'exit')) as [number];
  return { status, lines: stderr.trim().split('\n') };
}

test('a port that is taken is named in one line', async ({ server }) => {
  const port = new URL(server.url).port;
  const { status, lines } = await start({ PORT: port, DATA_DIR: plain.info().outputPath('data') });
  expect(status).toBe(1);
  expect(lines).toEqual([
    `Scoreroom cannot start. PORT: ${port} is taken by another program. End it, or set PORT to a free one.`,
  ]);
});

test('an address of another machine is named in one line', async () => {
  const { status, lines } = await start({
    HOST: '192.0.2.1',
    DATA_DIR: plain.info().outputPath('data'),
  });
  expect(status).toBe(1);
  expect(lines).toEqual([
    'Scoreroom cannot start. HOST: 192.0.2.1 is not an address of this machine.',
  ]);
});

test('health is told to whoever asks', async ({ server }) => {
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(server.url + path);
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  }
});

test('SIGTERM under load ends the server cleanly, and every acknowledged tap is there afterwards', async ({
  server,
}) => {
  const { code } = await createBoard(server, ['Ada']);
  let acknowledged = 0;
  let isOver = false;
  const tapper = async (name: number) => {
    for (let tap = 0; !isOver; tap += 1) {
      const response = await fetch(`${server.url}/api/v1/rooms/${code}/scores`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `${name}-${tap}` },
        body: JSON.stringify({ player: 1, delta: 1 }),
      }).catch(() => null);
      if (response?.status === 200) acknowledged += 1;
    }
  };
  const tappers = Array.from({ length: 8 }, (_, name) => tapper(name));
  await expect.poll(() => acknowledged).toBeGreaterThan(50);
  // Fails where the server has not ended by itself within ten seconds.
  await server.stop();
  isOver = true;
  await Promise.all(tappers);
  await server.start();
  const score = (await readBoard(server, code)).players[0]?.score ?? 0;
  // The last tap of each may have been committed without its answer getting through.
  expect(score).toBeGreaterThanOrEqual(acknowledged);
  expect(score).toBeLessThanOrEqual(acknowledged + tappers.length);
});

test('bad requests get their errors, and the next person notices nothing', async ({ server }) => {
  const { code } = await createBoard(server, ['Ada']);
  const json = { 'content-type': 'application/json' };
  const scores = `/api/v1/rooms/${code}/scores`;
  const cases: [string, RequestInit, number][] = [
    ['/api/v1/rooms', { method: 'POST', headers: json, body: '{"name":' }, 400],
    [
      '/api/v1/rooms',
      { method: 'POST', headers: json, body: JSON.stringify('x'.repeat(100_000)) },
      413,
    ],
    ['/api/v1/rooms', { method: 'POST', body: 'name=x' }, 415],
    [
      '/api/v1/rooms',
      {
        method: 'POST',
        headers: { ...json, origin: 'https://evil.example' },
        body: '{"name":"x"}',
      },
      403,
    ],
    ['/api/v1/rooms', { method: 'PUT', headers: json, body: '{}' }, 405],
    ['/api/v1/rooms/YYYYYY', {}, 404],
    ['/api/v1/nothing', {}, 404],
    ['/r/%', {}, 400],
    ['/api/v1/rooms/%E0%A4%A', {}, 400],
    [scores, { method: 'POST', headers: json, body: '{"player":1,"delta":1}' }, 400],
    [
      scores,
      {
        method: 'POST',
        headers: { ...json, 'idempotency-key': 'a' },
        body: '{"player":1,"delta":0}',
      },
      400,
    ],
    [scores, { method: 'GET' }, 405],
    [`/api/v1/rooms/${code}/reset`, { method: 'POST' }, 401],
    [`/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75`, {}, 404],
    [`/${'x'.repeat(20_000)}`, {}, 431],
    ['/socket.io/?EIO=4&transport=polling', { headers: { origin: 'https://evil.example' } }, 403],
  ];
  for (const [path, request, status] of cases) {
    const response = await fetch(server.url + path, request);
    expect(response.status, `${request.method ?? 'GET'} ${path.slice(0, 60)}`).toBe(status);
  }
  expect(await readBoard(server, code)).toMatchObject({ version: 1 });
  expect(server.log).not.toContain('"level":50');
});
