import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { systemClock } from '#lib/shared/clock.ts';
import type { RoomStorage } from '../room-storage.ts';
import { openSqliteStorage } from './sqlite-storage.ts';
import { startSqliteWorker } from './sqlite-thread.ts';
import { commitOf, createRoom, tap, testBoard } from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let storage: RoomStorage;
let workers: Worker[];
let log: string[];
let delays: number[];
let restartNow: (() => void) | null;
let startFails: boolean;

beforeEach(async () => {
  directory = await tempDirectory();
  workers = [];
  log = [];
  delays = [];
  restartNow = null;
  startFails = false;
  ({ rooms: storage } = await openSqliteStorage({
    file: join(directory.path, 'scoreroom.db'),
    maxWaitingRows: 100,
    clock: {
      ...systemClock,
      after(delayMs, callback) {
        delays.push(delayMs);
        restartNow = callback;
        return () => (restartNow = null);
      },
    },
    log: {
      warn: (_, message) => void log.push(message),
      error: (_, message) => void log.push(message),
    },
    startWorker: (setup) => {
      const file = startFails ? directory.path : setup.file;
      const worker = startSqliteWorker({ ...setup, file });
      workers.push(worker);
      return worker;
    },
  }));
});

afterEach(async () => {
  await storage.close();
  await directory[Symbol.asyncDispose]();
});

/** Lets the storage's delay pass, and waits for what comes of it. */
async function restart(): Promise<void> {
  const heard = log.length;
  restartNow?.();
  await expect.poll(() => log.length).toBeGreaterThan(heard);
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  return error instanceof ScoreroomError ? error.kind : `not an error: ${String(error)}`;
}

it('[SQ13] when its thread dies, what was asked rejects, and the storage opens again by itself', async () => {
  const board = testBoard('AAAAAA');
  const roomId = await createRoom(storage, board);
  const commit = commitOf(roomId, board, [tap(1, 1)]);
  const [worker] = workers;
  if (worker === undefined) throw new Error('the storage has a thread');
  // It hears nothing more, so that it certainly dies with these questions open.
  worker.postMessage = () => undefined;
  const asked = [storage.commit(commit), storage.load('AAAAAA'), storage.check()].map(kindOf);
  await worker.terminate();
  expect(await Promise.all(asked)).toEqual(Array(3).fill('storage_unavailable'));
  expect(await kindOf(storage.check())).toBe('storage_unavailable');

  await restart();
  expect(log).toContain('storage is open again');
  expect((await storage.load('AAAAAA'))?.board).toEqual(board);
  expect(await storage.commit(commit)).toBe('committed');
});

it('[SQ13] a thread that dies while it writes leaves a commit whole or not at all', async () => {
  const board = testBoard('AAAAAA');
  const roomId = await createRoom(storage, board);
  let kept = board;
  for (let death = 0; death < 3; death += 1) {
    const commit = commitOf(roomId, kept, [tap(1, 1), tap(2, 1)]);
    const asked = kindOf(
      storage.commit(commit).then((result) => Promise.reject(new Error(result))),
    );
    await new Promise<void>((resolve) => setImmediate(resolve));
    await workers.at(-1)?.terminate();
    const answer = await asked;
    await restart();
    const found = (await storage.load('AAAAAA'))?.board;
    const possible = answer === 'storage_unavailable' ? [kept, commit.after] : [commit.after];
    expect(possible).toContainEqual(found);
    kept = found ?? kept;
  }
});

it('[SQ13] a thread that cannot start is tried again, later and later', async () => {
  await workers[0]?.terminate();
  startFails = true;
  for (let attempt = 0; attempt < 4; attempt += 1) await restart();
  expect(delays).toEqual([50, 100, 200, 400, 800]);
  startFails = false;
  await restart();
  await expect(storage.check()).resolves.toBeUndefined();
});

it('[SQ13] a storage whose thread is dead closes', async () => {
  await workers[0]?.terminate();
  await storage.close();
  expect(workers).toHaveLength(1);
});

it('[SQ14] what waits for the disk is bounded: more is turned away, and taken again afterwards', async () => {
  const boards = Array.from({ length: 60 }, (_, index) => testBoard(`ROOM${10 + index}`, ['Ada']));
  const roomIds: number[] = [];
  for (const board of boards.slice(0, 50)) roomIds.push(await createRoom(storage, board));
  const results = await Promise.all(
    roomIds.map((roomId, index) => {
      const board = boards[index] ?? testBoard('none');
      // Three rows each: the room's, its player's and the event's.
      return storage.commit(commitOf(roomId, board, [tap(1, 1)])).catch((error: unknown) => {
        return error instanceof ScoreroomError ? error.kind : error;
      });
    }),
  );
  expect(results.filter((result) => result === 'committed')).toHaveLength(34);
  expect(results.slice(34)).toEqual(Array(16).fill('storage_unavailable'));
  const [last] = boards.slice(49);
  if (last === undefined) throw new Error('there are 60');
  expect(await storage.commit(commitOf(roomIds[49] ?? 0, last, [tap(1, 1)]))).toBe('committed');
});
