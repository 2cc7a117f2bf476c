import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPgBouncer } from '../../../../testing/servers/pgbouncer.ts';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../../../../testing/servers/test-database.ts';
import {
  allEvents,
  clientId,
  commitOf,
  createRoom,
  hostKeyHash,
  T0,
  tap,
  testBoard,
} from '../testing/storage-test-kit.ts';
import { openPostgresStorage } from './postgres-storage.ts';

const ROOMS = 8;
const COMMITS = 10;

describePostgres('PostgreSQL behind a PgBouncer', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  it('[PG14] all of it works where each transaction has another connection', async ({ skip }) => {
    const bouncer = await startPgBouncer(database.url, 3);
    if (bouncer === null) return skip('PgBouncer is not installed');
    const stores = await Promise.all(
      Array.from({ length: 2 }, () => openPostgresStorage({ url: bouncer.url })),
    );
    const [here, there] = stores as [(typeof stores)[number], (typeof stores)[number]];
    await Promise.all(
      Array.from({ length: ROOMS }, async (_, room) => {
        let board = testBoard(`ROOM${10 + room}`);
        const roomId = await createRoom(here.rooms, board);
        for (let id = 1; id <= COMMITS; id += 1) {
          const { rooms } = id % 2 === 0 ? here : there;
          const turn = await rooms.turn(roomId);
          const by = { clientId: clientId(room), id };
          const commit = commitOf(roomId, board, [tap(1, 1, by)]);
          expect(await rooms.commit(commit)).toBe('committed');
          turn.end();
          // The next turn of this node holds the room.
          expect(await rooms.commit(commit)).toBe('conflict');
          board = commit.after;
        }
        expect(await there.rooms.loadChanges(roomId, testBoard(board.code))).toEqual(board);
        expect(await allEvents(here.rooms, roomId)).toHaveLength(COMMITS);
        const link = { roomId, role: 'host', label: 'L', keyHash: hostKeyHash(board.code + 2) };
        const made = await there.directory.createLink(
          { ...link, role: 'host', createdAt: T0, expiresAt: null },
          9,
        );
        expect(made).not.toBeNull();
      }),
    );
    for (const { close } of stores) await close();
    await bouncer.remove();
  }, 60_000);
});
