import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/shared/clock.ts';
import { freePort } from '../../../../testing/servers/free-port.ts';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../../../../testing/servers/test-database.ts';
import { POSTGRES_PASSWORD } from '../../../../testing/servers/postgres-server.ts';
import { isDatabaseUrl, placeOfDatabase } from './database-url.ts';
import { MIGRATIONS } from './postgres-migrations.ts';
import { openPostgresStorage } from './postgres-storage.ts';
import { dropAll, runSql } from './testing/empty-database.ts';

describe('the URL of a database', () => {
  it('names a database of a PostgreSQL', () => {
    for (const url of ['postgres://a:b@c/d', 'postgresql://c:1/d?sslmode=require'])
      expect(isDatabaseUrl(url)).toBe(true);
    for (const url of ['', 'd', 'mysql://c/d', 'postgres://c', 'postgres://c/'])
      expect(isDatabaseUrl(url)).toBe(false);
  });

  it('is shown without its password', () => {
    expect(placeOfDatabase('postgres://a:secret@c/d?password=secret')).toBe('c:5432/d');
    expect(placeOfDatabase('postgres://a:secret@c:99/d')).toBe('c:99/d');
  });
});

describePostgres('opening a PostgreSQL database', () => {
  let database: TestDatabase;
  let place: string;

  beforeAll(async () => {
    database = await testDatabase();
    place = placeOfDatabase(database.url);
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  beforeEach(() => dropAll(database.url));

  async function refusalOf(url: string, migrations = MIGRATIONS): Promise<unknown> {
    const error: unknown = await openPostgresStorage({ url, migrations }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).not.toContain(POSTGRES_PASSWORD);
    expect(String(error)).not.toContain('\n');
    return error;
  }

  const version = () => runSql(database.url, 'SELECT version FROM scoreroom_schema');

  it('[PG9] nodes that start at once make one schema', async () => {
    const opened = await Promise.all(
      Array.from({ length: 3 }, () => openPostgresStorage({ url: database.url })),
    );
    for (const { rooms } of opened) await rooms.check();
    for (const { close } of opened) await close();
    expect(await version()).toEqual([{ version: MIGRATIONS.length }]);
  });

  it('[PG10] an older database is brought to the newest version, and a step that fails leaves the one before', async () => {
    await (await openPostgresStorage({ url: database.url })).close();
    const next = MIGRATIONS.length + 1;
    const broken = { version: next, sql: 'CREATE TABLE half (id int); SELECT 1 / 0' };
    expect(await refusalOf(database.url, [...MIGRATIONS, broken])).toMatchObject({
      problem: 'migration_failed',
    });
    expect(await version()).toEqual([{ version: next - 1 }]);
    const [half] = await runSql(database.url, `SELECT to_regclass('half') AS half`);
    expect(half).toEqual({ half: null });
    const better = { version: next, sql: 'CREATE TABLE whole (id int)' };
    const migrations = [...MIGRATIONS, better];
    await (await openPostgresStorage({ url: database.url, migrations })).close();
    expect(await version()).toEqual([{ version: next }]);
  });

  it('[PG11] a newer database is refused, in one line', async () => {
    await (await openPostgresStorage({ url: database.url })).close();
    await runSql(database.url, 'UPDATE scoreroom_schema SET version = 99');
    const error = await refusalOf(database.url);
    expect(error).toMatchObject({ problem: 'newer_version' });
    expect(String(error)).toContain(`${place} was made by a newer Scoreroom (database version 99`);
  });

  it("[PG11] another program's database is refused, and left as it was", async () => {
    await runSql(database.url, 'CREATE TABLE invoices (id int)');
    const error = await refusalOf(database.url);
    expect(error).toMatchObject({ problem: 'foreign_database' });
    expect(String(error)).toContain('it has "invoices"');
    const [made] = await runSql(database.url, `SELECT to_regclass('scoreroom_schema') AS made`);
    expect(made).toEqual({ made: null });
  });

  it('[PG12] a wrong password and an unknown database are told at once', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    expect(await refusalOf(url.href)).toMatchObject({ problem: 'access_denied' });
    const unknown = new URL(database.url);
    unknown.pathname = 'nowhere';
    expect(await refusalOf(unknown.href)).toMatchObject({ problem: 'unknown_database' });
  });

  it('[PG12] a server that is not there yet is waited for, with a line each time', async () => {
    const url = new URL(database.url);
    url.port = String(await freePort());
    const lines: string[] = [];
    const delays: number[] = [];
    const { promise: hasTried, resolve } = Promise.withResolvers<void>();
    const log = {
      error: () => undefined,
      warn: (fields: object, message: string) => {
        lines.push(`${message} ${JSON.stringify(fields)}`);
        if (lines.length === 8) resolve();
      },
    };
    let isStopped = false;
    const after = (delayMs: number, callback: () => void): (() => void) => {
      delays.push(delayMs);
      // Until the test has seen enough, no time passes; then none passes any more.
      if (!isStopped) queueMicrotask(callback);
      return () => undefined;
    };
    void openPostgresStorage({ url: url.href, log, clock: { ...systemClock, after } });
    await hasTried;
    isStopped = true;
    expect(lines[0]).toMatch(/^PostgreSQL at 127\.0\.0\.1:\d+\/test_\w+ cannot be reached/);
    expect(lines.join('\n')).not.toContain(POSTGRES_PASSWORD);
    expect(delays.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000]);
  });

  it("[PG13] a backup is the server's affair, and asking for one says so", async () => {
    const store = await openPostgresStorage({ url: database.url });
    await expect(store.backup(null)).rejects.toThrow('pg_dump');
    await store.close();
  });
});
