import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { mountTmpfs, noDisksBecause, type TmpfsDisk } from '#lib/testing/small-disk.ts';
import { MIGRATIONS } from './sqlite-migrations.ts';
import { openDatabase } from './sqlite-open.ts';
import { openSqliteStorage } from './sqlite-storage.ts';
import { commitOf, createRoom, scoresOf, tap, testBoard } from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let disk: TmpfsDisk | null = null;
let file: string;

beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, 'scoreroom.db');
});

afterEach(async () => {
  disk?.[Symbol.dispose]();
  disk = null;
  await directory[Symbol.asyncDispose]();
});

it.skipIf(noDisksBecause !== null)(
  '[SQ17] a disk too small for the log to be copied: commits go on until it is full, and again when it grows',
  async () => {
    // The log is copied into the database at 16 MB, for which this has no room.
    disk = mountTmpfs(directory.path, 18);
    const { rooms: storage } = await openSqliteStorage({ file });
    let board = testBoard('AAAAAA');
    const roomId = await createRoom(storage, board);
    const steps = Array.from({ length: 400 }, (_, index) => tap(1 + (index % 2), 1));
    const commitMore = async (): Promise<string> => {
      const commit = commitOf(roomId, board, steps);
      try {
        const result = await storage.commit(commit);
        board = commit.after;
        return result;
      } catch (error: unknown) {
        return error instanceof ScoreroomError ? error.message : String(error);
      }
    };
    let answer = await commitMore();
    for (let more = 0; answer === 'committed' && more < 3_000; more += 1)
      answer = await commitMore();
    expect(answer).toBe('The disk of the server is full. Your taps wait on your device.');
    expect((await storage.load('AAAAAA'))?.board).toEqual(board);
    await expect(storage.check()).rejects.toThrow('The disk of the server is full.');

    disk.grow(64);
    for (let more = 0; more < 20; more += 1) expect(await commitMore()).toBe('committed');
    await storage.check();
    expect(scoresOf((await storage.load('AAAAAA'))?.board ?? board)).toEqual(scoresOf(board));
    // What waited in the log is in the database.
    expect(statSync(file).size).toBeGreaterThan(2_000_000);
    await storage.close();
    using db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  },
  60_000,
);

it.skipIf(noDisksBecause !== null)(
  '[SQ17] a start on a full disk is refused in one line, and succeeds when there is room',
  async () => {
    disk = mountTmpfs(directory.path, 1);
    disk.fill();
    const error: unknown = await openSqliteStorage({ file }).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(
      /^StorageStartError: .* cannot be opened for writing .* has room left\.$/,
    );
    disk.free();
    const storage = await openSqliteStorage({ file });
    await storage.rooms.check();
    await storage.close();
  },
);

it('[SQ18] a database that is gone while its thread is replaced is not made anew', () => {
  const gone = { file, migrations: MIGRATIONS, mayCreate: false, now: 0 };
  expect(() => openDatabase(gone)).toThrow(/is gone\. Bring its disk back/);
  expect(existsSync(file)).toBe(false);
});
