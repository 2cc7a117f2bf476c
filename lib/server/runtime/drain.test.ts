import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PushAck } from '#lib/protocol/messages.ts';
import { upgradeStatus } from '../socket/testing/raw-client.ts';
import { ask, SocketKit, tap } from '../socket/testing/socket-kit.ts';
import { openSqliteStorage } from '../storage/sqlite/sqlite-storage.ts';
import { tempDirectory } from '../storage/testing/temp-directory.ts';

const CHILD = fileURLToPath(new URL('./testing/server-child.ts', import.meta.url));
const CLIENTS = 20;

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let child: ChildProcess;
let url: string;
let code: string;
let kit: SocketKit;

beforeEach(async () => {
  directory = await tempDirectory();
  const env = { ...process.env, DATA_DIR: directory.path, PORT: '0', HOST: '127.0.0.1' };
  Object.assign(env, { LOG_LEVEL: 'silent', UNMETERED_ADDRESSES: '127.0.0.1' });
  child = fork(CHILD, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  [{ url, code }] = (await once(child, 'message')) as [{ url: string; code: string }];
  kit = new SocketKit(url);
});
afterEach(async () => {
  kit.close();
  child.kill('SIGKILL');
  await directory[Symbol.asyncDispose]();
});

/** A client that taps as fast as its pushes are answered, until it is told to go elsewhere. */
class Tapper {
  readonly clientId: string;
  sent = 0;
  acknowledged = 0;
  delayMs: number | null = null;
  readonly ended: Promise<void>;
  readonly #socket: Socket;

  constructor(socket: Socket, clientId: string) {
    this.#socket = socket;
    this.clientId = clientId;
    socket.on('drain', ({ delayMs }: { delayMs: number }) => (this.delayMs = delayMs));
    this.ended = new Promise((resolve) => socket.on('disconnect', () => resolve()));
  }

  async tap(): Promise<void> {
    for (;;) {
      this.sent += 1;
      const push = { clientId: this.clientId, mutations: [tap(this.sent)] };
      const answer = await ask<PushAck>(this.#socket, 'push', push).catch(() => null);
      if (answer === null || !answer.ok) return;
      this.acknowledged = answer.upTo;
    }
  }
}

async function joinAll(): Promise<Tapper[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const socket = kit.connect();
      const { clientId } = await kit.join(socket, code);
      return new Tapper(socket, clientId);
    }),
  );
}

it('sends everyone away under load, and keeps every tap that it acknowledged', async () => {
  const tappers = await joinAll();
  const tapping = tappers.map((tapper) => tapper.tap());
  await expect.poll(() => tappers.every(({ acknowledged }) => acknowledged > 5)).toBe(true);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.all(tappers.map(({ ended }) => ended));
  await Promise.all(tapping);
  expect(await exited).toEqual([0, null]);
  expect(tappers.every(({ delayMs }) => delayMs !== null)).toBe(true);

  const file = join(directory.path, 'scoreroom.db');
  // Checkpointed: a copy of the one file is whole.
  expect(existsSync(`${file}-wal`)).toBe(false);
  const store = await openSqliteStorage({ file });
  const room = await store.rooms.load(code);
  let counted = 0;
  for (const { clientId, sent, acknowledged } of tappers) {
    const mark = await store.rooms.loadMark(room?.roomId ?? 0, clientId);
    // What was under way was refused, or its answer came: nobody was left to guess.
    expect(mark).toBe(acknowledged);
    expect(sent).toBe(acknowledged + 1);
    counted += mark;
  }
  expect(room?.board.players.get(1)?.score).toBe(counted);
  await store.close();
});

it('lets nobody in meanwhile, says so to whoever asks, and answers who asked before', async () => {
  const [tapper] = await joinAll();
  const exited = once(child, 'exit');
  const slow = fetch(`${url}/slow`);
  // Two requests on one line would wait for each other; this one is answered when the other has arrived.
  await fetch(`${url}/healthz`);
  child.kill('SIGTERM');
  await expect.poll(() => tapper?.delayMs ?? null).not.toBeNull();

  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, 'draining\n']);
  expect(await upgradeStatus(url)).toBe(503);
  const poll = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
  expect([poll.status, poll.headers.get('retry-after')]).toEqual([503, '1']);
  const rest = await fetch(`${url}/api/v1/rooms/${code}`);
  expect([rest.status, rest.headers.get('retry-after')]).toEqual([503, '2']);

  const answered = await slow;
  expect([answered.status, await answered.text()]).toEqual([200, 'done']);
  expect(await exited).toEqual([0, null]);
});

it('goes on with leaving, however often it is told to', async () => {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
});
