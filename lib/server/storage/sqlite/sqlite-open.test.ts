import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS, pragmaNumber, pragmaValue, type Migration } from './sqlite-migrations.ts';
import { openDatabase } from './sqlite-open.ts';
import { openSqliteStorage } from './sqlite-storage.ts';
import { StorageStartError } from '../storage-errors.ts';
import {
  commitOf,
  createRoom,
  eventsOf,
  kept,
  tap,
  testBoard,
} from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

const NEXT: Migration = {
  version: MIGRATIONS.length + 1,
  sql: `ALTER TABLE rooms ADD COLUMN theme TEXT NOT NULL DEFAULT 'plain';
        UPDATE rooms SET theme = 'old' WHERE version > 1;`,
};

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let file: string;

beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, 'scoreroom.db');
});

afterEach(() => directory[Symbol.asyncDispose]());

function open(migrations: readonly Migration[] = MIGRATIONS): DatabaseSync {
  return openDatabase({ file, migrations, now: 0 }).db;
}

function openError(migrations = MIGRATIONS): unknown {
  try {
    open(migrations).close();
    return null;
  } catch (error: unknown) {
    return error;
  }
}

/** What the refusal tells whoever starts the server, after its problem. */
function refusal(error: unknown): string {
  if (!(error instanceof StorageStartError)) return `not a refusal: ${String(error)}`;
  const { problem, message } = error;
  expect(message).toContain(file);
  expect(message).not.toContain('\n');
  return `${problem}: ${message}`;
}

it('[SQ1] a commit is synced to the disk, and the schema trusts nobody', () => {
  const db = open();
  expect(pragmaValue(db, 'journal_mode')).toBe('wal');
  expect(pragmaNumber(db, 'synchronous')).toBe(2);
  expect(pragmaNumber(db, 'fullfsync')).toBe(1);
  expect(pragmaNumber(db, 'foreign_keys')).toBe(1);
  expect(pragmaNumber(db, 'trusted_schema')).toBe(0);
  expect(pragmaNumber(db, 'secure_delete')).toBe(1);
  expect(pragmaNumber(db, 'busy_timeout')).toBeGreaterThan(0);
  expect(pragmaValue(db, 'locking_mode')).toBe('exclusive');
  expect(pragmaNumber(db, 'user_version')).toBe(MIGRATIONS.length);
  db.close();
  // Bytes 18 and 19 of the header say 2 where the file itself is in WAL mode.
  expect([...readFileSync(file).subarray(18, 20)]).toEqual([2, 2]);
});

it('[SQ2] a missing data directory is made, for its owner only', async () => {
  const nested = join(directory.path, 'a', 'b');
  const { rooms: storage } = await openSqliteStorage({ file: join(nested, 'scoreroom.db') });
  await createRoom(storage, testBoard('AAAAAA'));
  expect(statSync(nested).mode & 0o777).toBe(0o700);
  expect(statSync(join(nested, 'scoreroom.db')).mode & 0o777).toBe(0o600);
  expect(statSync(join(nested, 'scoreroom.db-wal')).mode & 0o777).toBe(0o600);
  expect(existsSync(join(nested, 'scoreroom.db-shm'))).toBe(false);
  await storage.close();
});

it('[SQ3] a database of an older version is brought to the newest with its data kept', async () => {
  const { rooms: old } = await openSqliteStorage({ file });
  const board = testBoard('AAAAAA');
  const commit = commitOf(await createRoom(old, board), board, [tap(1, 5)]);
  await old.commit(commit);
  await createRoom(old, testBoard('CCCCCC'));
  await old.close();

  const storage = await openSqliteStorage({ file, migrations: [...MIGRATIONS, NEXT] });
  expect((await storage.rooms.load('AAAAAA'))?.board).toEqual(commit.after);
  expect(await eventsOf(storage.rooms, commit.roomId, { limit: 9 })).toEqual(kept(commit.events));
  await storage.close();

  const db = new DatabaseSync(file);
  expect(pragmaNumber(db, 'user_version')).toBe(NEXT.version);
  const themes = db.prepare('SELECT theme FROM rooms ORDER BY id').all();
  expect(themes.map((row) => row['theme'])).toEqual(['old', 'plain']);
  db.close();
});

it('[SQ4] a migration that fails leaves the database at the version before', () => {
  open().close();
  const version = MIGRATIONS.length + 1;
  const broken = { version, sql: 'CREATE TABLE half (id INTEGER) STRICT; SELECT nonsense;' };
  expect(refusal(openError([...MIGRATIONS, broken]))).toMatch(
    new RegExp(`^migration_failed: .*from .* ${version - 1} to ${version} .*nonsense`),
  );

  const db = open();
  expect(pragmaNumber(db, 'user_version')).toBe(version - 1);
  expect(db.prepare("SELECT * FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
  db.close();
});

it('[SQ5] a database of a newer version is refused, with both versions and what to do', async () => {
  open([...MIGRATIONS, NEXT]).close();
  const error: unknown = await openSqliteStorage({ file }).catch((thrown: unknown) => thrown);
  expect(refusal(error)).toMatch(
    new RegExp(
      `^newer_version: .*version ${NEXT.version}; this one knows up to ${MIGRATIONS.length}.*Start the newer`,
    ),
  );
});

it('[SQ6] a file that is not a database is refused and left as it was', async () => {
  const text = 'Dear diary,\n'.repeat(1_000);
  writeFileSync(file, text);
  const error: unknown = await openSqliteStorage({ file }).catch((thrown: unknown) => thrown);
  expect(refusal(error)).toMatch(/^not_a_database: .*move the file away/);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('[SQ6] a database of another program is refused and left as it was', () => {
  const foreign = new DatabaseSync(file);
  foreign.exec('CREATE TABLE songs (title TEXT)');
  foreign.close();
  const bytes = readFileSync(file);
  expect(refusal(openError())).toMatch(/^foreign_database: .*another program/);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

it('[SQ7] a damaged database is named as such, with what to do', async () => {
  const { rooms: storage } = await openSqliteStorage({ file });
  await createRoom(storage, testBoard('AAAAAA'));
  await storage.close();
  truncateSync(file, 8_192);
  expect(refusal(openError())).toMatch(/^damaged: .*Put a backup in its place/);
});

it('[SQ7] a database whose tables are missing is named as damaged', async () => {
  const db = open();
  db.exec('DROP TABLE verdicts');
  db.close();
  const error: unknown = await openSqliteStorage({ file }).catch((thrown: unknown) => thrown);
  expect(refusal(error)).toMatch(/^damaged: .*no such table/);
});

it('[SQ8] a place that cannot be written to is refused, with the reason', () => {
  writeFileSync(join(directory.path, 'file'), '');
  file = join(directory.path, 'file', 'scoreroom.db');
  expect(refusal(openError())).toMatch(/^not_writable: .*(EEXIST|ENOTDIR)/);
  file = directory.path;
  expect(refusal(openError())).toMatch(/^not_writable: .*unable to open/);
});
