import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../../../../testing/servers/test-database.ts';
import {
  allEvents,
  changePlayer,
  clientId,
  commitOf,
  createRoom,
  identity,
  mark,
  removePlayer,
  restorePlayer,
  scoresOf,
  sumsOf,
  T0,
  tap,
  testBoard,
  type Step,
} from '../testing/storage-test-kit.ts';
import type { RoomCommit } from '../room-storage.ts';
import type { PostgresRooms } from './postgres-rooms.ts';
import { openPostgresStorage, type OpenPostgresStorage } from './postgres-storage.ts';
import { removeRows, runSql } from './testing/empty-database.ts';

const SEED = 20_261_127;

/** Numbers from 0 to 1, always the same ones. */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describePostgres('two nodes on one PostgreSQL', () => {
  let database: TestDatabase;
  let stores: OpenPostgresStorage[];
  let [here, there]: [PostgresRooms, PostgresRooms] = [] as never;
  let roomId: number;
  const board = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);

  beforeAll(async () => {
    database = await testDatabase();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  beforeEach(async () => {
    await removeRows(database.url);
    stores = [];
    for (let node = 0; node < 2; node += 1) {
      stores.push(await openPostgresStorage({ url: database.url, maxConnections: 4 }));
    }
    [here, there] = stores.map(({ rooms }) => rooms) as [PostgresRooms, PostgresRooms];
    roomId = await createRoom(here, board);
  }, DATABASE_TIMEOUT_MS);

  afterEach(async () => {
    for (const store of stores) await store.close();
  }, DATABASE_TIMEOUT_MS);

  async function latest(rooms: PostgresRooms, since: Board): Promise<Board> {
    const now = await rooms.loadChanges(roomId, since);
    assert(now !== null, 'the room is there');
    return now;
  }

  /** Has a commit of the node meet one of another, so that its next turns hold the room. */
  async function contend(rooms: PostgresRooms): Promise<void> {
    expect(await rooms.commit(commitOf(roomId, { ...board, epoch: 99 }, []))).toBe('conflict');
  }

  it('[PG1] what another node has committed is a conflict, and then what is built upon', async () => {
    const by = { clientId: clientId(1), id: 1 };
    const first = commitOf(roomId, board, [tap(1, 3, by)]);
    expect(await there.commit(first)).toBe('committed');
    const stale = commitOf(roomId, board, [tap(2, 5, { clientId: clientId(2), id: 1 })]);
    expect(await here.commit(stale)).toBe('conflict');
    expect(await here.loadMark(roomId, clientId(2))).toBe(0);

    const found = await latest(here, board);
    expect(found).toEqual(first.after);
    const next = commitOf(roomId, found, [tap(2, 5, { clientId: clientId(2), id: 1 })]);
    expect(await here.commit(next)).toBe('committed');
    expect(await latest(there, first.after)).toEqual(next.after);
  });

  it('[PG2] a verdict that the node has not heard of is a conflict, also where the version is the same', async () => {
    const by = { clientId: clientId(1), id: 1 };
    const refused: RoomCommit = {
      ...commitOf(roomId, board, []),
      refusals: [{ by, kind: 'score_limit' }],
      marks: [mark(by.clientId, 1)],
    };
    expect(await there.commit(refused)).toBe('committed');
    const attempts: RoomCommit[] = [
      commitOf(roomId, board, [tap(1, 1, by)]),
      refused,
      { ...refused, refusals: [], acts: [{ by, version: 1 }] },
      { ...refused, refusals: [], acts: [{ by, version: 1 }], marks: [] },
    ];
    for (const attempt of attempts) expect(await here.commit(attempt)).toBe('conflict');
    expect(await here.loadMarks(roomId, [by.clientId, clientId(2)])).toEqual(
      new Map([
        [by.clientId, 1],
        [clientId(2), 0],
      ]),
    );
    expect(await here.loadMarks(roomId, [])).toEqual(new Map());
    expect(await here.load('AAAAAA')).toEqual({ roomId, board });
    // What is known of the client may be told anew.
    const known = { ...commitOf(roomId, board, []), marks: [mark(by.clientId, 1, identity('d'))] };
    expect(await here.commit(known)).toBe('committed');
  });

  it('[PG3] changes are all that was written since, and what was not is the same object', async () => {
    const steps: Step[][] = [
      [tap(1, 3)],
      [changePlayer(2, { name: 'Rear Admiral' })],
      [removePlayer(3, { into: 1, score: 2 })],
      [restorePlayer(3), tap(3, 1)],
    ];
    let known = board;
    for (const each of steps) {
      const { after, ...commit } = commitOf(roomId, known, each);
      expect(await there.commit({ ...commit, after })).toBe('committed');
      const found = await latest(here, known);
      expect(found).toEqual(after);
      expect([...found.players.keys()]).toEqual([...after.players.keys()]);
      expect(found.settings).toBe(known.settings);
      for (const [id, player] of known.players) {
        const isSame = after.players.get(id) === player;
        expect(found.players.get(id) === player).toBe(isSame);
      }
      known = found;
    }
    expect(await latest(here, board)).toEqual(known);
    expect(await latest(here, known)).toBe(known);
    for (const other of [
      { ...known, epoch: 99 },
      { ...known, version: 99 },
    ])
      expect(await latest(here, { ...other, players: new Map() })).toEqual(known);
    const positions = async () => (await stores[0]?.shared.look([roomId, roomId + 1]))?.rooms;
    expect(await positions()).toEqual([{ roomId, epoch: known.epoch, version: known.version }]);
    await stores[1]?.directory.setDeleted(roomId, T0);
    expect(await here.loadChanges(roomId, known)).toBeNull();
    expect(await positions()).toEqual([]);
  });

  it('[PG4] a room that others write to is held from its turn to its commit', async () => {
    const free = await here.turn(roomId);
    expect(free.position).toBeNull();
    free.end();
    await contend(here);
    const turn = await here.turn(roomId);
    expect(turn.position).toEqual({ epoch: 1, version: 1 });
    const other = there.commit(commitOf(roomId, board, [tap(2, 1)]));
    // What is read meanwhile waits for nobody.
    expect(await here.loadMark(roomId, clientId(1))).toBe(0);
    const commit = commitOf(roomId, board, [tap(1, 1)]);
    expect(await here.commit(commit)).toBe('committed');
    turn.end();
    expect(await other).toBe('conflict');
    expect(await here.load('AAAAAA')).toEqual({ roomId, board: commit.after });
  });

  it('[PG4] a turn that is given back, or forgotten, holds nobody up', async () => {
    await contend(here);
    const turn = await here.turn(roomId);
    const first = commitOf(roomId, board, [tap(1, 1)]);
    // It may share a transaction with other rooms, which must not wait.
    expect(await there.commit(first)).toBe('conflict');
    const waiting = there.turn(roomId);
    turn.end();
    turn.end();
    expect((await waiting).position).toEqual({ epoch: 1, version: 1 });
    expect(await there.commit(first)).toBe('committed');

    expect((await here.turn(roomId)).position).toEqual({ epoch: 1, version: 2 });
    const second = commitOf(roomId, first.after, [tap(1, 1)]);
    expect(await there.commit(second)).toBe('conflict');
    expect((await there.turn(roomId)).position).toEqual({ epoch: 1, version: 2 });
    expect(await there.commit(second)).toBe('committed');
    // Its connection is gone with the hold: whoever comes back too late finds out.
    const late = here.commit(commitOf(roomId, first.after, [tap(2, 1)]));
    expect(await late.catch(() => 'rejected')).not.toBe('committed');
    expect(await latest(here, board)).toEqual(second.after);
  });

  it('[PG4] a room that cannot be held gets its turn all the same', async () => {
    await contend(here);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`BEGIN; SELECT FROM rooms WHERE id = ${roomId} FOR UPDATE`);
    expect((await here.turn(roomId)).position).toBeNull();
    await client.end();
    expect(await here.commit(commitOf(roomId, board, [tap(1, 1)]))).toBe('committed');
    expect((await here.turn(roomId + 1)).position).toBeNull();
  });

  it('[PG5] two nodes that commit to one room at once lose nothing and count nothing twice', async () => {
    const random = numbersOf(SEED);
    const clients = 4;
    const taps = 25;
    const next = new Map(Array.from({ length: clients }, (_, index) => [index, 1]));

    /** What each node was asked for last: a room commits one batch after the other. */
    const queues = new Map<PostgresRooms, Promise<void>>();
    const known = new Map<PostgresRooms, Board>();

    async function commitTap(rooms: PostgresRooms, client: number): Promise<void> {
      const id = next.get(client) ?? 1;
      const turn = await rooms.turn(roomId);
      const before = await latest(rooms, known.get(rooms) ?? board);
      known.set(rooms, before);
      const by = { clientId: clientId(client), id };
      const commit = commitOf(roomId, before, [tap(1 + (client % 3), 1, by)]);
      const result = await rooms.commit(commit).catch(() => 'unknown');
      turn.end();
      if (result === 'committed') known.set(rooms, commit.after);
      const counts = (await rooms.loadMark(roomId, by.clientId)) >= id;
      expect(counts || result !== 'committed').toBe(true);
      // Some answers are lost on their way, and the tap is sent again.
      if (counts && random() < 0.7) next.set(client, id + 1);
    }

    /** Sends one client's taps, each by any node. */
    async function play(client: number): Promise<void> {
      while ((next.get(client) ?? 1) <= taps) {
        const rooms = random() < 0.5 ? here : there;
        const before = queues.get(rooms) ?? Promise.resolve();
        const mine = before.then(() => commitTap(rooms, client));
        queues.set(rooms, mine);
        await mine;
      }
    }

    await Promise.all(Array.from({ length: clients }, (_, client) => play(client)));
    const found = await latest(here, board);
    const events = await allEvents(there, roomId);
    expect(events).toHaveLength(clients * taps);
    expect(scoresOf(found)).toEqual(sumsOf(found, events));
    expect(found.version).toBe(1 + clients * taps);
  }, 60_000);

  it('[PG6] a server that would not wait for its disk is told to, for what is acknowledged', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await runSql(database.url, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    const store = await openPostgresStorage({ url: database.url });
    stores.push(store);
    await runSql(
      database.url,
      `CREATE OR REPLACE FUNCTION note_durability() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO admin VALUES (1, current_setting('synchronous_commit'))
            ON CONFLICT (id) DO UPDATE SET password = excluded.password;
          RETURN NULL;
        END $$;
        CREATE TRIGGER note_durability AFTER UPDATE ON rooms EXECUTE FUNCTION note_durability()`,
    );
    const durability = async (): Promise<unknown> => {
      const found = await store.directory.adminPassword();
      await runSql(database.url, 'DELETE FROM admin');
      return found;
    };
    try {
      expect(await store.rooms.commit(commitOf(roomId, board, [tap(1, 1)]))).toBe('committed');
      expect(await durability()).toBe('on');
      await store.directory.setClosed(roomId, T0);
      expect(await durability()).toBe('on');
    } finally {
      await runSql(
        database.url,
        `DROP TRIGGER note_durability ON rooms; DROP FUNCTION note_durability;
         ALTER DATABASE ${name} RESET synchronous_commit`,
      );
    }
  });
});
