import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mountTmpfs, noDisksBecause } from '#lib/testing/small-disk.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { newestBackup } from './backup-files.ts';
import { makeBackup } from './backups.ts';
import { MIGRATIONS } from '../sqlite/sqlite-migrations.ts';
import { copyDatabase } from '../sqlite/sqlite-backup.ts';
import { openUnchanged } from '../sqlite/sqlite-open.ts';
import { openSqliteStorage, type OpenStorage } from '../sqlite/sqlite-storage.ts';
import { commitOf, createRoom, tap, testBoard } from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 42, 5);

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let file: string;
let storage: OpenStorage;

beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, 'scoreroom.db');
  storage = await openSqliteStorage({ file, clock: { ...systemClock, now: () => NOW } });
});

afterEach(async () => {
  await storage.close();
  await directory[Symbol.asyncDispose]();
});

const inBackups = () => readdirSync(join(directory.path, 'backups'));

it('[SQ19] a backup is one private file that holds what was committed, under a name by the time', async () => {
  const board = testBoard('AAAAAA');
  const commit = commitOf(await createRoom(storage.rooms, board), board, [tap(1, 5), tap(2, 1)]);
  await storage.rooms.commit(commit);
  const report = await storage.backup(null);
  expect(report).toMatchObject({
    file: join(directory.path, 'backups', 'scoreroom-20261123-094205.db'),
    databaseVersion: MIGRATIONS.length,
    rooms: 1,
    events: 2,
    newestChangeAt: commit.at,
  });
  expect(inBackups()).toEqual(['scoreroom-20261123-094205.db']);
  expect(statSync(report.file).mode & 0o777).toBe(0o600);
  expect(statSync(report.file).size).toBe(report.bytes);
  // It is whole without a log: bytes 18 and 19 say so.
  expect([...readFileSync(report.file).subarray(18, 20)]).toEqual([1, 1]);
  expect(newestBackup(file)).toBe(report.file);
});

it('[SQ19] commits go on while a backup is made, and it is one moment of each room', async () => {
  const rooms = await Promise.all(
    ['AAAAAA', 'CCCCCC', 'DDDDDD'].map(async (code) => {
      const board = testBoard(code);
      return { roomId: await createRoom(storage.rooms, board), board, before: board };
    }),
  );
  const filler = Array.from({ length: 500 }, () => tap(1, 1));
  const play = async (commits: number) => {
    for (const room of rooms) {
      for (let count = 0; count < commits; count += 1) {
        const commit = commitOf(room.roomId, room.board, filler);
        await storage.rooms.commit(commit);
        room.board = commit.after;
      }
      if (commits > 1) room.before = room.board;
    }
  };
  await play(10);
  let isDone = false;
  let commits = 0;
  const backup = storage.backup(null).finally(() => (isDone = true));
  while (!isDone) {
    await play(1);
    commits += 1;
  }
  const report = await backup;
  expect(commits).toBeGreaterThan(0);
  using db = new DatabaseSync(report.file, { readOnly: true });
  for (const { board, before } of rooms) {
    const { version } =
      db.prepare('SELECT version FROM rooms WHERE code = ?').get(board.code) ?? {};
    expect(Number(version)).toBeGreaterThanOrEqual(before.version);
    expect(Number(version)).toBeLessThanOrEqual(board.version);
    // Each event makes one version, so the sum of the scores says whether all of it is of one moment.
    const { sum } =
      db
        .prepare(
          'SELECT sum(score) AS sum FROM players p JOIN rooms r ON r.id = p.room_id WHERE code = ?',
        )
        .get(board.code) ?? {};
    expect(Number(sum)).toBe(Number(version) - 1);
  }
});

it('[SQ19] a file that is there is not touched, and what cannot be written leaves nothing', async () => {
  const taken = join(directory.path, 'taken.db');
  writeFileSync(taken, 'mine');
  await expect(storage.backup(taken)).rejects.toThrow(/taken\.db is there already/);
  expect(readFileSync(taken, 'utf8')).toBe('mine');
  await expect(storage.backup(join(taken, 'below.db'))).rejects.toThrow(/could not be written/);
  await storage.rooms.check();
});

it('[SQ19] a damaged database makes no backup, and says so', async () => {
  const board = testBoard('AAAAAA');
  await createRoom(storage.rooms, board);
  await storage.close();
  damage(file);
  using db = openUnchanged(file, MIGRATIONS);
  const copy = (to: string) => copyDatabase(db, to);
  await expect(makeBackup({ file, to: null, now: NOW, copy })).rejects.toThrow(/is damaged/);
  expect(inBackups()).toEqual([]);
});

it.skipIf(noDisksBecause !== null)(
  '[SQ19] a backup for which there is no room leaves nothing, and the database goes on',
  async () => {
    const small = join(directory.path, 'backups');
    await storage.backup(null);
    using _disk = mountTmpfs(small, 1);
    const board = testBoard('AAAAAA');
    const roomId = await createRoom(storage.rooms, board);
    const steps = Array.from({ length: 60_000 }, () => tap(1, 1));
    const commit = commitOf(roomId, board, steps);
    await storage.rooms.commit(commit);
    await expect(storage.backup(null)).rejects.toThrow(/could not be written \(.*full.*\)/);
    expect(inBackups()).toEqual([]);
    expect(await storage.rooms.commit(commitOf(roomId, commit.after, [tap(1, 1)]))).toBe(
      'committed',
    );
  },
);

it('[SQ7] damaged pages are found at the start, and the newest backup is named', async () => {
  await createRoom(storage.rooms, testBoard('AAAAAA'));
  const { file: backup } = await storage.backup(null);
  await storage.close();
  damage(file);
  const error = await openSqliteStorage({ file }).catch((thrown: unknown) => String(thrown));
  expect(error).toMatch(/ is damaged \(.*\)\. Put a backup in its place/);
  expect(error).toContain(`npm run restore -- ${backup}`);
});

it('[SQ20] damage that is met while it runs is named, nothing is written any more, and it is not ready', async () => {
  const board = testBoard('AAAAAA');
  const roomId = await createRoom(storage.rooms, board);
  await storage.close();
  makeLarge(file);
  const log: string[] = [];
  const running = await openSqliteStorage({
    file,
    log: {
      warn: (_, message) => void log.push(message),
      error: (_, message) => void log.push(message),
    },
  });
  // Reads through all of it, so that nothing else is in memory.
  await running.directory.audit({ text: 'nowhere', limit: 1 });
  damage(file);
  await expect(running.rooms.log(roomId, { limit: 9 })).rejects.toThrow(
    'The database of the server is damaged. Your taps wait on your device.',
  );
  await expect(running.rooms.commit(commitOf(roomId, board, [tap(1, 1)]))).rejects.toThrow(
    'The database of the server is damaged.',
  );
  await expect(running.rooms.check()).rejects.toThrow('The database of the server is damaged.');
  expect(log).toContain('stop Scoreroom and restore a backup: npm run restore -- FILE');
  await running.close();
});

/** More than SQLite keeps in memory, so that it has to read again. */
function makeLarge(path: string): void {
  using db = new DatabaseSync(path);
  db.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    INSERT INTO audit (at, by_role, action, detail, search_key)
      SELECT 0, 'admin', 'filler', hex(zeroblob(1500)), '' FROM n`);
}

/** Overwrites the root page of the score events, and keeps the header. */
function damage(path: string): void {
  const rootPage = ((): number => {
    using db = openDatabaseForDamage(path);
    const row = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'score_events'`).get();
    return Number(row?.['rootpage']);
  })();
  const bytes = readFileSync(path);
  bytes.fill(0xff, (rootPage - 1) * 4_096, rootPage * 4_096);
  writeFileSync(path, bytes);
}

function openDatabaseForDamage(path: string): DatabaseSync {
  return new DatabaseSync(`file:${path}?immutable=1`, { readOnly: true });
}
