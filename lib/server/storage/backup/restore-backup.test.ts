import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import { startCrashChild } from '../testing/crash-child-process.ts';
import { restoreBackup } from './restore-backup.ts';
import { BACKUP_ID } from '../sqlite/sqlite-history.ts';
import {
  APPLICATION_ID,
  MIGRATIONS,
  pragmaNumber,
  pragmaValue,
} from '../sqlite/sqlite-migrations.ts';
import { openDatabase } from '../sqlite/sqlite-open.ts';
import { openSqliteStorage } from '../sqlite/sqlite-storage.ts';
import { StorageStartError } from '../storage-errors.ts';
import { commitOf, createRoom, tap, testBoard } from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 42, 5);

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let file: string;
let backup: string;
/** AAAAAA as the backup has it. */
let board: Board;

/** A database with a backup; since then AAAAAA went on by three changes, and CCCCCC was made. */
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, 'scoreroom.db');
  const storage = await openSqliteStorage({ file });
  board = testBoard('AAAAAA');
  const roomId = await createRoom(storage.rooms, board);
  ({ file: backup } = await storage.backup(null));
  await storage.rooms.commit(commitOf(roomId, board, [tap(1, 1), tap(1, 1), tap(2, 1)]));
  await createRoom(storage.rooms, testBoard('CCCCCC'));
  await storage.close();
});

afterEach(() => directory[Symbol.asyncDispose]());

/** What is kept of a room after the next start, which says in its log that epochs were renewed. */
async function boardOf(code: string): Promise<{ board: Board | null; log: string[] }> {
  const log: string[] = [];
  const note = (_: object, message: string) => void log.push(message);
  const { rooms, close } = await openSqliteStorage({ file, log: { warn: note, error: note } });
  const found = await rooms.load(code);
  await close();
  return { board: found?.board ?? null, log };
}

function refusal(error: unknown): string {
  if (!(error instanceof StorageStartError)) return `not a refusal: ${String(error)}`;
  expect(error.message).not.toContain('\n');
  return `${error.problem}: ${error.message}`;
}

function restoreError(): unknown {
  try {
    return restoreBackup({ backup, file, now: NOW });
  } catch (error: unknown) {
    return error;
  }
}

it('[SQ21] a restore brings back the boards of the backup in a new epoch, and says what they lack', async () => {
  const report = restoreBackup({ backup, file, now: NOW });
  expect(report).toMatchObject({
    rooms: 1,
    events: 0,
    keptAside: join(directory.path, 'scoreroom-replaced-20261123-094205.db'),
    lost: [
      { code: 'AAAAAA', versions: 3 },
      { code: 'CCCCCC', versions: null },
    ],
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const epoch = Math.max(board.epoch + 1, NOW);
  expect(await boardOf('AAAAAA')).toEqual({ board: { ...board, epoch }, log: [] });
  expect((await boardOf('CCCCCC')).board).toBeNull();
});

it('[SQ21] what was there before is kept aside, whole', async () => {
  const { keptAside } = restoreBackup({ backup, file, now: NOW });
  expect(readdirSync(directory.path).toSorted()).toEqual([
    'backups',
    'scoreroom-replaced-20261123-094205.db',
    'scoreroom.db',
  ]);
  using aside = new DatabaseSync(keptAside ?? '');
  expect(aside.prepare('SELECT version FROM rooms ORDER BY id').all()).toEqual([
    { version: board.version + 3 },
    { version: 1 },
  ]);
});

it('[SQ21] each restore of one backup begins another history', () => {
  const epochs = [NOW, NOW].map((now) => {
    restoreBackup({ backup, file, now });
    rmSync(join(directory.path, 'scoreroom-replaced-20261123-094205.db'), { force: true });
    // The first one is the backup of the second.
    copyFileSync(file, join(directory.path, 'again.db'));
    backup = join(directory.path, 'again.db');
    using db = new DatabaseSync(file);
    return Number(db.prepare('SELECT epoch FROM rooms').get()?.['epoch']);
  });
  expect(epochs[1]).toBeGreaterThan(epochs[0] ?? Infinity);
});

it('[SQ21] into a directory without a database it restores as well', async () => {
  rmSync(file);
  expect(restoreBackup({ backup, file, now: NOW })).toMatchObject({ keptAside: null, lost: [] });
  expect((await boardOf('AAAAAA')).board?.name).toBe(board.name);
});

it('[SQ21] a damaged database is replaced, and kept aside', async () => {
  writeFileSync(file, readFileSync(file).fill(0xff, 4_096));
  const { lost, keptAside } = restoreBackup({ backup, file, now: NOW });
  expect(lost).toBeNull();
  expect(existsSync(keptAside ?? '')).toBe(true);
  expect((await boardOf('AAAAAA')).board?.name).toBe(board.name);
});

it('[SQ22] a restore is refused while a server has the database, and nothing is changed', async () => {
  const storage = await openSqliteStorage({ file });
  expect(refusal(restoreError())).toMatch(/^in_use: .* is in use by another process/);
  await storage.rooms.check();
  await storage.close();
  expect((await boardOf('AAAAAA')).board?.version).toBe(board.version + 3);
});

it.each([
  ['that is not there', () => rmSync(backup), /^not_a_database: .* is not there/],
  [
    'that is no database',
    () => writeFileSync(backup, 'Dear diary, '.repeat(999)),
    /^not_a_database/,
  ],
  [
    'of another program',
    () => {
      rmSync(backup);
      using db = new DatabaseSync(backup);
      db.exec('CREATE TABLE songs (title TEXT)');
    },
    /^foreign_database/,
  ],
  [
    'that is damaged',
    () => writeFileSync(backup, readFileSync(backup).fill(0xff, 8_192)),
    /^damaged: /,
  ],
  [
    'of a newer version',
    () => {
      using db = new DatabaseSync(backup);
      db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    },
    /^newer_version: /,
  ],
])('[SQ22] a backup %s is refused, and nothing is changed', async (_, spoil, expected) => {
  spoil();
  const before = readFileSync(file);
  expect(refusal(restoreError())).toMatch(expected);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(directory.path).toSorted()).toEqual(['backups', 'scoreroom.db']);
});

it('[SQ23] a backup of an older version is brought to the newest', async () => {
  const old = join(directory.path, 'old.db');
  const { db } = openDatabase({ file: old, migrations: MIGRATIONS.slice(0, 1), now: 0 });
  db.exec(`INSERT INTO rooms (code, name, epoch, version, generation, next_player_id, changed_at, host_key_hash,
    created_at, updated_at) VALUES ('OLDONE', 'Old', 5, 7, 1, 1, 1, x'00', 1, 1)`);
  db.close();
  const report = restoreBackup({ backup: old, file, now: NOW });
  expect(report.databaseVersion).toBe(1);
  expect((await boardOf('OLDONE')).board).toMatchObject({ epoch: NOW, version: 7, name: 'Old' });
});

it('[SQ24] a backup that is copied back by hand is known by its mark: new epochs, and a line in the log', async () => {
  copyFileSync(backup, file);
  const first = await boardOf('AAAAAA');
  expect(first.log).toEqual(['a backup was put in place: new epochs']);
  expect(first.board?.epoch).toBeGreaterThan(board.epoch);
  expect(first.board).toEqual({ ...board, epoch: first.board?.epoch });
  // Once, and not at each start.
  expect(await boardOf('AAAAAA')).toEqual({ board: first.board, log: [] });
});

it('[SQ24] the log of the database that was there before is kept out of a backup copied over it', async () => {
  const child = startCrashChild(file);
  await child.next((line) => line.version !== undefined);
  await child.kill();
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  copyFileSync(backup, file);
  const { board: found } = await boardOf('AAAAAA');
  expect(found).toEqual({ ...board, epoch: found?.epoch });
  expect((await boardOf('ROOM10')).board).toBeNull();
  expect(existsSync(`${file}-wal-of-replaced-database`)).toBe(true);
  using db = new DatabaseSync(file);
  expect(pragmaValue(db, 'integrity_check')).toBe('ok');
}, 20_000);

it('[SQ24] the mark is in the header of a backup, and of no database that was opened', async () => {
  using marked = new DatabaseSync(backup, { readOnly: true });
  expect(pragmaNumber(marked, 'application_id')).toBe(BACKUP_ID);
  restoreBackup({ backup, file, now: NOW });
  using restored = new DatabaseSync(file, { readOnly: true });
  expect(pragmaNumber(restored, 'application_id')).toBe(APPLICATION_ID);
});
