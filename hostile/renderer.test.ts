import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type OwnServer } from '../e2e/support/server-process.ts';
import { type Board, createBoard } from './target.ts';
import { joined, tap } from './wire/session.ts';

let own: OwnServer;
let board: Board;
let url: string;
beforeEach(async () => {
  own = await startServer({});
  ({ url } = own.server);
  board = await createBoard(url);
});
afterEach(() => own.remove());

const load = (headers: Record<string, string> = {}) =>
  fetch(`${url}/r/${board.code}`, { headers: { accept: 'text/html', ...headers } });

/** The process that makes pages for the server with this id. */
function rendererOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]);
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

describe('many at once', () => {
  it('each get the page with a nonce and a device of their own', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => load()));
    const nonces = new Set<string>();
    const devices = new Set<string>();
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const policy = answer.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
      const text = await answer.text();
      const scripts = text.match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
      expect(answer.headers.get('link')).toContain(`nonce="${nonce}"`);
      nonces.add(nonce);
      devices.add(answer.headers.get('set-cookie') ?? 'none');
    }
    expect([nonces.size, devices.size]).toEqual([60, 60]);
  });

  it('each see the board as who they are', async () => {
    const asHost = { authorization: `Bearer ${board.hostKey}` };
    const pages = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const isHost = index % 4 === 0;
        const text = await (await load(isHost ? asHost : {})).text();
        return { isHost, sees: /\\"role\\":\\"(\w+)\\"/.exec(text)?.[1] };
      }),
    );
    for (const { isHost, sees } of pages) expect(sees).toBe(isHost ? 'host' : 'participant');
  });
});

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s to a page is refused', async (method) => {
  for (const path of ['/', `/r/${board.code}`, '/admin', '/nowhere']) {
    const answer = await fetch(url + path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }
});

// How processes hang together is read where Linux tells it.
describe.runIf(process.platform === 'linux')('the process that makes pages', () => {
  it('is killed: the room plays on, and pages come again', async () => {
    const { hostname, port } = new URL(url);
    const session = await joined({ host: hostname, port: Number(port) }, board.code);
    const storm = Array.from({ length: 20 }, async () => (await load()).status);
    const before = rendererOf(own.server.pid);
    process.kill(before, 'SIGKILL');
    expect((await session.push(tap(1))).ok).toBe(true);
    for (const status of await Promise.all(storm)) expect([200, 503]).toContain(status);
    await expect.poll(async () => (await load()).status, { timeout: 10_000 }).toBe(200);
    expect(rendererOf(own.server.pid)).not.toBe(before);
    expect((await session.push(tap(2))).ok).toBe(true);
    session.socket.end();
  });

  it.each(['stop', 'kill'] as const)('does not outlive its server (%s)', async (how) => {
    const renderer = rendererOf(own.server.pid);
    expect(isAlive(renderer)).toBe(true);
    await own.server[how]();
    await expect.poll(() => isAlive(renderer), { timeout: 10_000 }).toBe(false);
  });
});
