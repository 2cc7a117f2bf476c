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
const RETRY_MS = 20;

describePostgres('a PostgreSQL that breaks', () => {
  let server: PostgresServer;
  let made = 0;

  beforeAll(async () => {
    server = await startPostgres();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => server.remove(), DATABASE_TIMEOUT_MS);

  /**
   * Rooms that commit as fast as they can while `trouble` is made, each of one client that sends again what it has no answer
   * for. In the end every tap counts once.
   */
  async function playThrough(trouble: (url: string) => Promise<void>): Promise<void> {
    made += 1;
    const url = await server.createDatabase(`trouble_${made}`);
    const logged: unknown[] = [];
    const note = (...line: unknown[]) => void logged.push(line);
    const { rooms, close } = await openPostgresStorage({ url, log: { warn: note, error: note } });
    let isOver = false;
    let started = 0;
    const { promise: areAllPlaying, resolve: allPlay } = Promise.withResolvers<void>();

    async function untilServed<T>(ask: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await ask();
        } catch {
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    }

    async function play(code: string): Promise<void> {
      let board: Board = testBoard(code);
      const roomId = await createRoom(rooms, board);
      const client = clientId(roomId);
      let failures = 0;
      let after = 0;
      let id = 1;
      // Some more once it is over, so that it is seen to go on.
      for (; after < 5; id += 1) {
        if (isOver) after += 1;
        for (;;) {
          const commit = commitOf(roomId, board, [tap(1, 1, { clientId: client, id })]);
          const result = await rooms.commit(commit).catch(() => 'unknown');
          if (result === 'committed') {
            board = commit.after;
            break;
          }
          failures += 1;
          board = await untilServed(async () => (await rooms.load(code))?.board ?? board);
          const markOf = (): Promise<number> => rooms.loadMark(roomId, client);
          if ((await untilServed(markOf)) >= id) break;
        }
        if (id === 3) {
          started += 1;
          if (started === ROOMS) allPlay();
        }
      }
      const events = await allEvents(rooms, roomId);
      expect(events.map(({ by }) => by?.id)).toEqual(
        Array.from({ length: id - 1 }, (_, index) => index + 1),
      );
      expect((await rooms.load(code))?.board.players.get(1)?.score).toBe(id - 1);
      expect(failures).toBeLessThan(id);
    }

    const playing = Promise.all(
      Array.from({ length: ROOMS }, (_, room) => play(`ROOM${10 + room}`)),
    );
    await Promise.race([areAllPlaying, playing]);
    await trouble(url);
    isOver = true;
    await playing;
    await rooms.check();
    await close();
    expect(JSON.stringify(logged)).not.toContain('a-secret-of-tests');
  }

  it('[PG7] connections that are ended in the midst of commits lose nothing that was acknowledged', async () => {
    await playThrough(async (url) => {
      for (let round = 0; round < 20; round += 1) {
        await runSql(
          url,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'scoreroom' AND state <> 'idle'`,
        );
      }
    });
  }, 60_000);

  it('[PG7] after a kill -9 of the server all that was acknowledged is there, once', async () => {
    await playThrough(async () => {
      await server.kill();
      await server.start();
    });
  }, 120_000);

  it('[PG8] when PostgreSQL is started anew under load, it goes on by itself', async () => {
    await playThrough(async () => {
      await server.stop();
      await server.start();
    });
  }, 120_000);

  it('[PG8] a call that comes while PostgreSQL is away rejects, and the next one is served', async () => {
    const url = await server.createDatabase('away');
    const { rooms, directory, close } = await openPostgresStorage({ url });
    const board = testBoard('AAAAAA');
    const roomId = await createRoom(rooms, board);
    await server.stop();
    const unavailable = { kind: 'storage_unavailable' };
    await expect(rooms.check()).rejects.toMatchObject(unavailable);
    await expect(rooms.commit(commitOf(roomId, board, []))).rejects.toMatchObject(unavailable);
    await expect(directory.doors(roomId)).rejects.toMatchObject(unavailable);
    await server.start();
    expect(await rooms.commit(commitOf(roomId, board, [tap(1, 1)]))).toBe('committed');
    await close();
  }, 60_000);
});
