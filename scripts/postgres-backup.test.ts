import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPostgresStorage } from '#lib/server/storage/postgres/postgres-storage.ts';
import { dropAll, runSql } from '#lib/server/storage/postgres/testing/empty-database.ts';
import {
  allEvents,
  clientId,
  commitOf,
  createRoom,
  tap,
  testBoard,
} from '#lib/server/storage/testing/storage-test-kit.ts';
import { tempDirectory } from '#lib/server/storage/testing/temp-directory.ts';
import { runScript } from '../testing/run-script.ts';
import { POSTGRES_PASSWORD } from '../testing/servers/postgres-server.ts';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../testing/servers/test-database.ts';

const BOARD = testBoard('AAAAAA');
const ME = clientId(1);
const firstTap = tap(1, 1, { clientId: ME, id: 1 });
const secondTap = tap(1, 1, { clientId: ME, id: 2 });

describePostgres('backups of PostgreSQL', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof tempDirectory>>;
  let roomId: number;

  beforeAll(async () => {
    database = await testDatabase();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  beforeEach(async () => {
    await dropAll(database.url);
    directory = await tempDirectory();
    await withStorage(async ({ rooms }) => {
      roomId = await createRoom(rooms, BOARD);
      await rooms.commit(commitOf(roomId, BOARD, [firstTap]));
    });
  }, DATABASE_TIMEOUT_MS);

  afterEach(() => directory[Symbol.asyncDispose]());

  type Storage = Awaited<ReturnType<typeof openPostgresStorage>>;

  async function withStorage<T>(use: (storage: Storage) => Promise<T>, url = database.url) {
    const storage = await openPostgresStorage({ url });
    try {
      return await use(storage);
    } finally {
      await storage.close();
    }
  }

  function run(script: 'backup' | 'restore', parameters: readonly string[], url = database.url) {
    const ran = runScript(script, parameters, { DATA_DIR: directory.path, DATABASE_URL: url });
    expect(ran.stdout + ran.stderr).not.toContain(POSTGRES_PASSWORD);
    return ran;
  }

  const backup = () => join(directory.path, 'mine.dump');

  it('are made while nodes run, and say what they hold', async () => {
    await withStorage(() => {
      const { status, stdout } = run('backup', []);
      expect(stdout).toMatch(
        /^Backed up 1 board with 1 score event to .*backups\/scoreroom-\d{8}-\d{6}\.dump \(.* kB; last change: .* UTC\)\.\n$/,
      );
      expect(status).toBe(0);
      return Promise.resolve();
    });
  }, 60_000);

  it('come back as they were, under new epochs, and what was there is kept aside', async () => {
    expect(run('backup', [backup()]).status).toBe(0);
    await withStorage(async ({ rooms }) => {
      const room = await rooms.load(BOARD.code);
      await rooms.commit(commitOf(roomId, room?.board ?? BOARD, [secondTap]));
    });
    const { status, stdout, stderr } = run('restore', [backup()]);
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/^Restored 1 board with 1 score event from .*mine\.dump; last change: /);
    expect(stdout).toContain('\n  AAAAAA: 1 change not in the backup\n');
    const aside = /in the schema (replaced_\d{8}_\d{6})\./.exec(stdout)?.[1] ?? '';
    expect(await runSql(database.url, `SELECT score FROM ${aside}.players WHERE id = 1`)).toEqual([
      { score: '2' },
    ]);
    await withStorage(async ({ rooms }) => {
      const found = await rooms.load(BOARD.code);
      expect(found?.board.epoch).toBeGreaterThan(BOARD.epoch);
      expect(found?.board.players.get(1)?.score).toBe(1);
      // What its client sends again counts once.
      expect(await rooms.loadMark(roomId, ME)).toBe(1);
      expect(await rooms.commit(commitOf(roomId, found?.board ?? BOARD, [secondTap]))).toBe(
        'committed',
      );
      expect(await allEvents(rooms, roomId)).toHaveLength(2);
      expect(await createRoom(rooms, testBoard('BBBBBB'))).toBeGreaterThan(roomId);
    });
    await runSql(database.url, `DROP SCHEMA ${aside} CASCADE`);
  }, 60_000);

  it('fill a database that is empty', async () => {
    run('backup', [backup()]);
    await dropAll(database.url);
    expect(run('restore', [backup()]).stdout).toContain('\nIt holds all that there was.\n');
    const schemas = await runSql(
      database.url,
      `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replaced%'`,
    );
    expect(schemas).toEqual([]);
    await withStorage(async ({ rooms }) => {
      expect((await rooms.load(BOARD.code))?.board.players.get(1)?.score).toBe(1);
    });
  }, 60_000);

  it('do not come back under nodes that run', async () => {
    run('backup', [backup()]);
    await withStorage(async ({ rooms }) => {
      await rooms.check();
      const { status, stderr } = run('restore', [backup()]);
      expect(stderr).toMatch(
        /^Somebody is connected to .* Stop all nodes and whatever else uses it, then restore; /,
      );
      expect(status).toBe(1);
      expect((await rooms.load(BOARD.code))?.board.epoch).toBe(BOARD.epoch);
    });
  }, 60_000);

  it('do not carry off what others have put beside the boards', async () => {
    run('backup', [backup()]);
    expect(statSync(backup()).mode & 0o777).toBe(0o600);
    await runSql(
      database.url,
      `CREATE FUNCTION bookings() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
    );
    const { status, stderr } = run('restore', [backup()]);
    expect(stderr).toMatch(
      /^The schema "public" of .* has "bookings" in it, .* nothing was changed\.\n$/,
    );
    expect(status).toBe(1);
    // A node would have its tables elsewhere than a backup looks for them.
    await runSql(database.url, 'DROP FUNCTION bookings; CREATE SCHEMA scoreroom');
    expect(run('backup', []).stderr).toMatch(/in the schema "scoreroom" and not in "public"/);
    await runSql(database.url, 'DROP SCHEMA scoreroom');
  }, 60_000);

  it('that cannot be read in leave what was there', async () => {
    run('backup', [backup()]);
    const whole = readFileSync(backup());
    // The list of what is in it stands before the rows.
    writeFileSync(backup(), whole.subarray(0, whole.length - 200));
    const { status, stderr } = run('restore', [backup()]);
    expect(stderr).toMatch(/^pg_restore: .*\n$/);
    expect(status).toBe(1);
    await withStorage(async ({ rooms }) => {
      expect((await rooms.load(BOARD.code))?.board.epoch).toBe(BOARD.epoch);
    });
    const schemas = `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replaced%'`;
    expect(await runSql(database.url, schemas)).toEqual([]);
  }, 60_000);

  it('come back whole or not at all, whenever somebody stops that', async () => {
    run('backup', [backup()]);
    const env = { ...process.env, DATA_DIR: directory.path, DATABASE_URL: database.url };
    const restoring = spawn(process.execPath, ['scripts/restore.ts', backup()], { env });
    const said = restoring.stdout.toArray();
    const ended = once(restoring, 'close');
    // From another database: whoever is connected to this one is in the way.
    const elsewhere = new URL(database.url);
    const name = elsewhere.pathname.slice(1);
    elsewhere.pathname = '/postgres';
    const reading = `SELECT 1 FROM pg_stat_activity WHERE datname = '${name}' AND application_name = 'pg_restore'`;
    const untilItReads = async () => {
      await expect.poll(() => runSql(elsewhere.href, reading), { interval: 1 }).not.toEqual([]);
    };
    await Promise.race([ended, untilItReads().catch(() => undefined)]);
    restoring.kill('SIGINT');
    await ended;
    const isRestored = Buffer.concat(await said)
      .toString()
      .startsWith('Restored ');
    const aside = `SELECT 1 FROM pg_namespace WHERE nspname LIKE 'replaced%'`;
    expect(await runSql(database.url, aside)).toHaveLength(isRestored ? 1 : 0);
    await withStorage(async ({ rooms }) => {
      const epoch = (await rooms.load(BOARD.code))?.board.epoch ?? 0;
      expect(epoch > BOARD.epoch).toBe(isRestored);
    });
  }, 60_000);

  it('that are none change nothing, and say so in one line', async () => {
    writeFileSync(backup(), 'This is not a backup. '.repeat(1_000));
    expect(run('restore', [backup()]).stderr).toMatch(
      /^.*mine\.dump cannot be read \(.*\)\. Nothing was changed\.\n$/,
    );
    run('backup', [join(directory.path, 'whole.dump')]);
    await dropAll(database.url);
    await runSql(database.url, 'CREATE TABLE bookings (id integer)');
    expect(run('restore', [join(directory.path, 'whole.dump')]).stderr).toMatch(
      /^The database .* is another program's: it has "bookings"/,
    );
    expect(run('backup', []).stderr).toMatch(/^.* cannot be backed up \(.*rooms.*\)\.\n$/);
    const gone = new URL(database.url);
    gone.port = '1';
    expect(run('backup', [], gone.href).stderr).toMatch(
      /^.*:1\/.* cannot be backed up \(.*ECONNREFUSED.*\)\.\n$/,
    );
    expect(readdirSync(directory.path).toSorted()).toEqual(['mine.dump', 'whole.dump']);
  }, 60_000);
});
