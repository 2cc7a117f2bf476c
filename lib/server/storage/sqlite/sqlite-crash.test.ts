import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  startCrashChild,
  type ChildLine,
  type CrashChild,
} from '../testing/crash-child-process.ts';
import type { RoomStorage } from '../room-storage.ts';
import { openSqliteStorage } from './sqlite-storage.ts';
import { allEvents, clientId, scoresOf, sumsOf } from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

/** Milliseconds from the child's first commit to its kill: a fixed list, so that a failure can be had again. */
const KILL_AFTER_MS = [0, 3, 17, 42, 71, 160];

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let file: string;
let child: CrashChild | null = null;

beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, 'scoreroom.db');
});

afterEach(async () => {
  await child?.kill();
  child = null;
  await directory[Symbol.asyncDispose]();
});

const isCommit = (line: ChildLine): boolean => line.version !== undefined;

/** What is wrong with what was kept, beside the promises in `lines`: nothing, or the rooms where it is. */
async function losses(storage: RoomStorage, lines: readonly ChildLine[]): Promise<string[]> {
  const acked = new Map<string, ChildLine>();
  for (const line of lines) if (line.version !== undefined) acked.set(line.code ?? '', line);
  expect(acked.size).toBeGreaterThan(0);
  const lost: string[] = [];
  for (const [code, { version = 0, id = 0 }] of acked) {
    const room = await storage.load(code);
    if (room === null) {
      lost.push(`${code} is gone`);
      continue;
    }
    const { roomId, board } = room;
    const mark = await storage.loadMark(roomId, clientId(roomId));
    if (board.version < version) lost.push(`${code} is back at ${board.version} from ${version}`);
    if (mark < id) lost.push(`${code} forgot mutation ${id}`);

    // A commit is two events: no hole, nothing beyond the board's version, nothing half, nothing twice.
    const events = await allEvents(storage, roomId);
    const versions = Array.from({ length: board.version - 1 }, (_, index) => index + 2);
    expect(events.map((event) => event.version)).toEqual(versions);
    const ids = events.flatMap(({ by }) => by?.id ?? []);
    expect(ids).toEqual(Array.from({ length: mark }, (_, index) => index + 1));
    expect(scoresOf(board)).toEqual(sumsOf(board, events));
  }
  return lost;
}

it('[SQ10] after a kill -9 at any moment, all that was acknowledged is there, once', async () => {
  const lines: ChildLine[] = [];
  for (const delayMs of KILL_AFTER_MS) {
    child = startCrashChild(file);
    await child.next(isCommit);
    await sleep(delayMs);
    await child.kill();
    lines.push(...child.lines);
    // Opens at once: a lock that the dead process left behind would refuse us.
    const { rooms: storage } = await openSqliteStorage({ file });
    expect(await losses(storage, lines)).toEqual([]);
    await storage.close();
  }
}, 60_000);

it('[SQ11] a second server on the same file is refused in one line, and the first one goes on', async () => {
  child = startCrashChild(file);
  await child.next(isCommit);
  const error: unknown = await openSqliteStorage({ file }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ problem: 'in_use' });
  expect(String(error)).toMatch(
    /^StorageStartError: .*scoreroom.db is in use by another process\. .*$/,
  );
  await child.next(isCommit);
  await child.kill();
  await (await openSqliteStorage({ file })).close();
}, 30_000);

it('[SQ11] a second storage in the same process is refused as well', async () => {
  const first = await openSqliteStorage({ file });
  await expect(openSqliteStorage({ file })).rejects.toMatchObject({ problem: 'in_use' });
  await first.rooms.check();
  await first.close();
});

const canLimitFiles = ((): boolean => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

it.runIf(canLimitFiles)(
  '[SQ12] when the disk takes no more, commits fail and nothing is half there; later ones succeed',
  async () => {
    child = startCrashChild(file);
    await child.next(isCommit);
    // The kernel now refuses each write that would make a file longer than the log is.
    limitFileSize(child.pid, String(statSync(`${file}-wal`).size));
    const { failed } = await child.next((line) => line.failed !== undefined);
    expect(failed).toBe('The disk of the server fails. Your taps wait on your device.');
    await child.next(({ check }) => check === 'shut');
    limitFileSize(child.pid, 'unlimited');
    await child.next(isCommit);
    await child.next(isCommit);
    await child.kill();

    const { rooms: storage } = await openSqliteStorage({ file });
    expect(await losses(storage, child.lines)).toEqual([]);
    await storage.close();
  },
  30_000,
);

/** Only the soft limit, so that it can be lifted again. */
function limitFileSize(pid: number, bytes: string): void {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`]);
}
