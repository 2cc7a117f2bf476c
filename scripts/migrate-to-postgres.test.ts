import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPostgresStorage } from '#lib/server/storage/postgres/postgres-storage.ts';
import { dropAll, runSql } from '#lib/server/storage/postgres/testing/empty-database.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/sqlite-storage.ts';
import type { OpenStorage } from '#lib/server/storage/sqlite/sqlite-storage.ts';
import {
  addPlayer,
  allEvents,
  clientId,
  commitOf,
  createRoom,
  hostKeyHash,
  identity,
  mark,
  removePlayer,
  reset,
  score,
  T0,
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

describePostgres('npm run migrate-to-postgres', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof tempDirectory>>;
  const file = () => join(directory.path, 'scoreroom.db');
  const [me, other] = [clientId(1), clientId(2)];

  beforeAll(async () => {
    database = await testDatabase();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  beforeEach(async () => {
    await dropAll(database.url);
    directory = await tempDirectory();
  }, DATABASE_TIMEOUT_MS);

  afterEach(() => directory[Symbol.asyncDispose]());

  function run(url = database.url) {
    const ran = runScript('migrate-to-postgres', [], {
      DATA_DIR: directory.path,
      DATABASE_URL: url,
    });
    expect(ran.stdout + ran.stderr).not.toContain(POSTGRES_PASSWORD);
    return ran;
  }

  /** Everything that there can be, and the number of the room. */
  async function fill({ rooms, directory: cold }: OpenStorage): Promise<number> {
    const board = testBoard('AAAAAA', ['Ada', 'Гр"ейс 👩‍🚀', 'O\'Neil -- "x" \\ {a,NULL}']);
    const gone = await createRoom(rooms, testBoard('CCCCCC'));
    const roomId = await createRoom(rooms, board);
    await createRoom(rooms, testBoard('DDDDDD'));
    await cold.erase(gone);
    const taps = Array.from({ length: 130 }, (_, index) =>
      tap(1, 1, { clientId: me, id: index + 1 }),
    );
    const by = { clientId: other, id: 1 };
    const first = commitOf(roomId, board, [
      ...taps,
      score('set', { player: 2, delta: -7, by, reason: 'Überzählt: 100%' }),
      addPlayer('Linus'),
      removePlayer(3, { into: 1, score: 0 }),
      reset,
      tap(2, 9, { clientId: me, id: 131 }),
    ]);
    await rooms.commit({
      ...first,
      undone: [{ event: 3, by: 132 }],
      acts: [{ by, version: 132 }],
      refusals: [{ by: { clientId: me, id: 132 }, kind: 'score_limit' }],
      marks: [mark(me, 132, identity('phone', 'Co')), mark(other, 1)],
    });
    const link = { roomId, role: 'host', label: 'L', keyHash: hostKeyHash('l') } as const;
    const made = await cold.createLink({ ...link, createdAt: T0, expiresAt: T0 + 9 }, 9);
    await cold.grant('phone', made?.id ?? 0, T0);
    await cold.visit(roomId, { device: 'phone', name: 'Safari', at: T0, hasPin: true });
    const entry = { at: T0, roomId, code: 'AAAAAA', by: 'host', who: null } as const;
    await cold.record({ ...entry, action: 'reset', detail: { a: 'ÄGIR' } });
    await cold.setAdminPassword('scrypt');
    await cold.createAdminSession(hostKeyHash('s'), T0);
    return roomId;
  }

  /** All that can be asked of a storage. */
  async function allOf(
    { rooms, directory: cold }: OpenStorage,
    roomId: number,
  ): Promise<unknown[]> {
    const list = { order: 'name', descending: false, offset: 0, limit: 9 } as const;
    return [
      await rooms.load('AAAAAA'),
      await rooms.load('DDDDDD'),
      await allEvents(rooms, roomId),
      await rooms.log(roomId, { limit: 9, text: 'überzählt' }),
      await rooms.findOutcomes(roomId, me, 1, 999),
      await rooms.findOutcomes(roomId, other, 1, 999),
      await rooms.findLastTap(roomId, me, 'phone'),
      await rooms.loadMark(roomId, me),
      await rooms.archives(roomId),
      await cold.rooms(list),
      await cold.links(roomId),
      await cold.grantsOf(roomId, 'phone', T0),
      await cold.visitors(roomId, 9),
      await cold.audit({ limit: 9 }),
      await cold.adminPassword(),
      await cold.adminSession(hostKeyHash('s')),
    ];
  }

  it('takes everything along, and goes on from there', async () => {
    const from = await openSqliteStorage({ file: file() });
    const roomId = await fill(from);
    const expected = await allOf(from, roomId);
    await from.close();
    expect(run()).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /^Copied 2 boards with 132 score events \(\d+ rows\) from .*scoreroom\.db to 127\.0\.0\.1:\d+\/test_\w+, and/,
      ),
      stderr: '',
    });

    const to = await openPostgresStorage({ url: database.url });
    expect(await allOf(to, roomId)).toEqual(expected);
    const loaded = await to.rooms.load('AAAAAA');
    const next = commitOf(roomId, loaded?.board ?? testBoard('AAAAAA'), [
      tap(1, 1, { clientId: me, id: 133 }),
    ]);
    expect(await to.rooms.commit(next)).toBe('committed');
    expect(await createRoom(to.rooms, testBoard('CCCCCC'))).toBe(4);
    await to.close();

    const again = run();
    expect(again).toMatchObject({ status: 1, stdout: '' });
    expect(again.stderr).toMatch(/^The PostgreSQL database keeps boards already .*\n$/);
  }, 60_000);

  it('says in one line what is wrong, and changes nothing', async () => {
    expect(run().stderr).toMatch(/scoreroom\.db is not there, so there is nothing to copy\.\n$/);
    const storage = await openSqliteStorage({ file: file() });
    expect(run().stderr).toMatch(/ is in use by another process\..*\n$/);
    await storage.close();
    expect(run('')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Set DATABASE_URL /),
    });
    await runSql(database.url, 'CREATE TABLE invoices (id int)');
    expect(run().stderr).toMatch(/^The database .* is another program's/);
  }, 60_000);
});
