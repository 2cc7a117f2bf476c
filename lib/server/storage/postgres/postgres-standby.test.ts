import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import { startPostgres, type PostgresServer } from '../../../../testing/servers/postgres-server.ts';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
} from '../../../../testing/servers/test-database.ts';
import {
  allEvents,
  clientId,
  commitOf,
  createRoom,
  tap,
  testBoard,
} from '../testing/storage-test-kit.ts';
import { openPostgresStorage } from './postgres-storage.ts';
import { runSql } from './testing/empty-database.ts';

const ROOMS = 6;
const LEAST_TAPS = 5;

/** What one client knows of its taps in one room: the next id that it gives, and what was acknowledged. */
interface Played {
  readonly roomId: number;
  readonly board: Board;
  readonly acknowledged: number;
}

describePostgres('a PostgreSQL with a synchronous standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;

  beforeAll(async () => {
    primary = await startPostgres();
    standby = await primary.createStandby();
    await runSql(primary.urlOf('postgres'), `ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await runSql(primary.urlOf('postgres'), 'SELECT pg_reload_conf()');
  }, 2 * DATABASE_TIMEOUT_MS);

  afterAll(async () => {
    await primary.remove();
    await standby.remove();
  }, DATABASE_TIMEOUT_MS);

  it('[PG15] acknowledges nothing that the standby does not have', async () => {
    const url = await primary.createDatabase('waits');
    const { rooms, close } = await openPostgresStorage({ url });
    const board = testBoard('AAAAAA');
    const roomId = await createRoom(rooms, board);
    await standby.kill();
    let isAnswered = false;
    const committed = rooms
      .commit(commitOf(roomId, board, [tap(1, 1)]))
      .finally(() => (isAnswered = true));
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = 'waits'`;
    await expect.poll(() => runSql(primary.urlOf('postgres'), waiting)).toHaveLength(1);
    expect(isAnswered).toBe(false);
    await standby.start();
    expect(await committed).toBe('committed');
    await close();
  }, 60_000);

  it('[PG15] has on the standby all that was acknowledged, when the primary dies under load', async () => {
    const url = await primary.createDatabase('fails_over');
    const before = await openPostgresStorage({ url });
    const { promise: areAllPlaying, resolve: allPlay } = Promise.withResolvers<void>();
    let playing = 0;

    async function playUntilItDies(code: string): Promise<Played> {
      let board = testBoard(code);
      const roomId = await createRoom(before.rooms, board);
      for (let id = 1; ; id += 1) {
        const commit = commitOf(roomId, board, [tap(1, 1, { clientId: clientId(roomId), id })]);
        const result = await before.rooms.commit(commit).catch(() => 'unknown');
        if (result !== 'committed') return { roomId, board, acknowledged: id - 1 };
        board = commit.after;
        if (id !== LEAST_TAPS) continue;
        playing += 1;
        if (playing === ROOMS) allPlay();
      }
    }

    const all = Promise.all(
      Array.from({ length: ROOMS }, (_, room) => playUntilItDies(`ROOM${10 + room}`)),
    );
    await Promise.race([areAllPlaying, all]);
    await primary.kill();
    const played = await all;
    await before.close();
    await runSql(standby.urlOf('postgres'), 'SELECT pg_promote()');

    const after = await openPostgresStorage({ url: standby.urlOf('fails_over') });
    for (const { roomId, board, acknowledged } of played) {
      expect(acknowledged).toBeGreaterThanOrEqual(LEAST_TAPS);
      const kept = (await after.rooms.load(board.code))?.board ?? board;
      const mark = await after.rooms.loadMark(roomId, clientId(roomId));
      // The one without an answer may be there; the client asks for it again, and it counts once either way.
      expect([acknowledged, acknowledged + 1]).toContain(mark);
      expect(kept.players.get(1)?.score).toBe(mark);
      const again = { clientId: clientId(roomId), id: mark + 1 };
      expect(await after.rooms.commit(commitOf(roomId, kept, [tap(1, 1, again)]))).toBe(
        'committed',
      );
      const ids = (await allEvents(after.rooms, roomId)).map(({ by }) => by?.id);
      expect(ids).toEqual(Array.from({ length: mark + 1 }, (_, index) => index + 1));
    }
    await after.close();
  }, 90_000);
});
