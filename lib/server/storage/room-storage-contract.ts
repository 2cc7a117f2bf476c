import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { RoomCommit, RoomStorage, ScoreEvent } from './room-storage.ts';
import {
  allEvents,
  clientId,
  commitOf,
  createRoom,
  HOST_KEY_HASH,
  scoresOf,
  sumsOf,
  T0,
  tap,
  testBoard,
} from './storage-test-kit.ts';

/** One place where rooms are kept, which outlives the storages that are opened on it. */
export interface StoragePlace {
  open(): Promise<RoomStorage>;
  remove(): Promise<void>;
}

/** The rules that every engine behind the port keeps: `SPEC.md` lists them by the ids in these titles. */
export function registerStorageContract(
  name: string,
  makePlace: () => Promise<StoragePlace>,
): void {
  describe(`${name} storage`, () => {
    let place: StoragePlace;
    let storage: RoomStorage;

    beforeEach(async () => {
      place = await makePlace();
      storage = await place.open();
    });

    afterEach(async () => {
      await storage.close();
      await place.remove();
    });

    async function reopen(): Promise<void> {
      await storage.close();
      storage = await place.open();
    }

    async function boardOf(code: string): Promise<Board | undefined> {
      return (await storage.load(code))?.board;
    }

    it('[ST1] a room loads as it was created, its players in the order of their ids', async () => {
      const names = ['Ada', '👩‍🚀 Ünï', 'O\'Neil -- "x"', 'ا', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const board = { ...testBoard('AAAAAA', names), epoch: 1_767_225_600_000 };
      const roomId = await createRoom(storage, board);
      await reopen();

      expect(await storage.load('AAAAAA')).toEqual({ roomId, board, hostKeyHash: HOST_KEY_HASH });
      const ids = [...((await boardOf('AAAAAA'))?.players.keys() ?? [])];
      expect(ids).toEqual(names.map((_, index) => index + 1));
    });

    it('[ST1] a board with a past is created as it stands', async () => {
      const start = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);
      const steps = [
        tap(1, 5),
        { operation: { type: 'remove-player', player: 2 } },
        { operation: { type: 'reset' } },
        tap(3, -1_000_000),
      ] as const;
      const board = commitOf(0, start, steps).after;
      await createRoom(storage, board);
      expect(await boardOf('AAAAAA')).toEqual(board);
    });

    it('[ST2] a code is given once, and asking for it again changes nothing', async () => {
      const board = testBoard('AAAAAA');
      await createRoom(storage, board);
      const other = { board: testBoard('AAAAAA', ['Eve']), hostKeyHash: new Uint8Array(32) };
      expect(await storage.create({ ...other, createdAt: T0 })).toBeNull();

      const twice = { board: testBoard('CCCCCC'), hostKeyHash: HOST_KEY_HASH, createdAt: T0 };
      const ids = await Promise.all([storage.create(twice), storage.create(twice)]);
      expect(ids).toEqual([expect.any(Number), null]);
      const kept = await storage.load('AAAAAA');
      expect(kept).toMatchObject({ board, hostKeyHash: HOST_KEY_HASH });
    });

    it('[ST3] an unknown code loads as null', async () => {
      await createRoom(storage, testBoard('AAAAAA'));
      expect(await storage.load('CCCCCC')).toBeNull();
    });

    it('[ST4] a resolved commit is there after the storage is opened again', async () => {
      const roomId = await createRoom(storage, testBoard('AAAAAA'));
      const by = { clientId: clientId(1), id: 1 };
      const commit = commitOf(roomId, testBoard('AAAAAA'), [tap(1, 3, by), tap(2, -4)]);
      expect(await storage.commit(commit)).toBe('committed');
      await reopen();

      expect(await boardOf('AAAAAA')).toEqual(commit.after);
      expect(await allEvents(storage, roomId)).toEqual(commit.events);
      expect(await storage.loadMark(roomId, by.clientId)).toBe(1);
    });

    it('[ST5] every kind of change is kept', async () => {
      let board = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);
      const roomId = await createRoom(storage, board);
      const commits = [
        [{ operation: { type: 'add-player', name: 'Barbara' } }, tap(4, 7), tap(1, 1_000_000)],
        [{ operation: { type: 'rename-player', player: 2, name: 'Rear Admiral' } }],
        [tap(3, 2), { operation: { type: 'remove-player', player: 3 } }],
        [{ operation: { type: 'reset' } }, tap(4, -1)],
        [
          { operation: { type: 'add-player', name: 'Brief' } },
          { operation: { type: 'remove-player', player: 5 } },
        ],
      ] as const;
      for (const steps of commits) {
        const commit = commitOf(roomId, board, steps);
        expect(await storage.commit(commit)).toBe('committed');
        board = commit.after;
        await reopen();
        expect(await boardOf('AAAAAA')).toEqual(board);
      }
    });

    it('[ST6] a commit on another version or epoch, or of no room, is a conflict and writes nothing', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const good = commitOf(roomId, board, [tap(1, 1)]);
      await storage.commit(good);

      const by = { clientId: clientId(9), id: 1 };
      const refusal = { by: { ...by, id: 2 }, kind: 'score_limit' } as const;
      const stale = { ...commitOf(roomId, board, [tap(2, 50, by)]), refusals: [refusal] };
      const foreign = { ...good.after, epoch: 2 };
      const attempts: RoomCommit[] = [
        stale,
        commitOf(roomId, foreign, [tap(2, 50, by)]),
        commitOf(roomId, { ...good.after, version: 9 }, [tap(2, 50, by)]),
        commitOf(roomId + 1, board, [tap(2, 50, by)]),
      ];
      for (const attempt of attempts) expect(await storage.commit(attempt)).toBe('conflict');

      expect(await boardOf('AAAAAA')).toEqual(good.after);
      expect(await allEvents(storage, roomId)).toEqual(good.events);
      expect(await storage.loadMark(roomId, by.clientId)).toBe(0);
      expect(await storage.findOutcomes(roomId, by.clientId, 1, 9)).toEqual([]);
    });

    it('[ST7] a conflict in one room leaves the commits of others alone', async () => {
      const boards = ['AAAAAA', 'CCCCCC', 'DDDDDD'].map((code) => testBoard(code));
      const ids = await Promise.all(boards.map((board) => createRoom(storage, board)));
      const commits = boards.map((board, index) => {
        const before = index === 1 ? { ...board, version: 7 } : board;
        return commitOf(ids[index] as number, before, [tap(1, index + 1)]);
      });
      const results = await Promise.all(commits.map((commit) => storage.commit(commit)));
      expect(results).toEqual(['committed', 'conflict', 'committed']);
      const scores = boards.map(async ({ code }) => (await boardOf(code))?.players.get(1)?.score);
      expect(await Promise.all(scores)).toEqual([1, 0, 3]);
    });

    it('[ST8] outcomes are the committed and the refused of that client and room, in order', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const otherRoom = await createRoom(storage, testBoard('CCCCCC'));
      const [me, other] = [clientId(1), clientId(2)];
      const commit = {
        ...commitOf(roomId, board, [
          tap(1, 1, { clientId: me, id: 1 }),
          tap(2, 8, { clientId: other, id: 1 }),
          tap(1, 3, { clientId: me, id: 3 }),
        ]),
        refusals: [
          { by: { clientId: me, id: 4 }, kind: 'unknown_player' },
          { by: { clientId: me, id: 2 }, kind: 'stale_generation' },
        ],
        marks: [
          { clientId: me, id: 4 },
          { clientId: other, id: 1 },
        ],
      } as const;
      await storage.commit(commit);
      await storage.commit(
        commitOf(otherRoom, testBoard('CCCCCC'), [tap(1, 9, { clientId: me, id: 1 })]),
      );

      const refused = (id: number, reason: string): object => {
        return { kind: 'refused', by: { clientId: me, id }, reason };
      };
      const outcomes = [
        { kind: 'committed', event: commit.events[0] },
        refused(2, 'stale_generation'),
        { kind: 'committed', event: commit.events[2] },
        refused(4, 'unknown_player'),
      ];
      expect(await storage.findOutcomes(roomId, me, 1, 100)).toEqual(outcomes);
      expect(await storage.findOutcomes(roomId, me, 2, 3)).toEqual(outcomes.slice(1, 3));
      expect(await storage.findOutcomes(roomId, me, 5, 9)).toEqual([]);
      expect(await storage.findOutcomes(roomId, clientId(3), 1, 9)).toEqual([]);
    });

    it('[ST9] marks are kept by room and client, start at 0 and never go back', async () => {
      let board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      for (const id of [3, 2]) {
        const commit = commitOf(roomId, board, [tap(1, 1)]);
        await storage.commit({ ...commit, marks: [{ clientId: clientId(1), id }] });
        board = commit.after;
      }
      expect(await storage.loadMark(roomId, clientId(1))).toBe(3);
      expect(await storage.loadMark(roomId, clientId(2))).toBe(0);
      expect(await storage.loadMark(roomId + 1, clientId(1))).toBe(0);
    });

    it('[ST9] a commit of refusals alone keeps them and the mark, and leaves the version', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const by = { clientId: clientId(1), id: 1 };
      const refusals = [{ by, kind: 'unknown_player' }] as const;
      await storage.commit({ ...commitOf(roomId, board, []), refusals, marks: [by] });
      await reopen();
      expect(await storage.loadMark(roomId, by.clientId)).toBe(1);
      expect(await storage.findOutcomes(roomId, by.clientId, 1, 1)).toHaveLength(1);
      expect(await boardOf('AAAAAA')).toEqual(board);
    });

    it('[ST10] no event and no verdict is kept twice: the commit that tries rejects as a whole', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const otherBoard = testBoard('CCCCCC');
      const otherRoom = await createRoom(storage, otherBoard);
      const by = { clientId: clientId(1), id: 1 };
      const first = commitOf(roomId, board, [tap(1, 1, by)]);
      await storage.commit(first);

      const again = commitOf(roomId, first.after, [tap(2, 5), tap(1, 1, by)]);
      const sameVersion = { ...again, events: first.events.map((e) => ({ ...e, by: null })) };
      const refusedToo = { ...again, events: [], refusals: [{ by, kind: 'score_limit' } as const] };
      for (const attempt of [again, sameVersion, refusedToo]) {
        const neighbour = storage.commit(commitOf(otherRoom, otherBoard, [])).catch(String);
        await expect(storage.commit(attempt)).rejects.toBeInstanceOf(Error);
        expect(await neighbour).toBe('committed');
      }
      expect(await boardOf('AAAAAA')).toEqual(first.after);
      expect(await allEvents(storage, roomId)).toEqual(first.events);
      const next = commitOf(roomId, first.after, [tap(2, 5, { ...by, id: 2 })]);
      expect(await storage.commit(next)).toBe('committed');
    });

    it('[ST11] history is the newest first across generations, before a version, up to a limit', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const by = { clientId: clientId(1), id: 1 };
      const reset = { operation: { type: 'reset' } } as const;
      const commit = commitOf(roomId, board, [
        tap(1, 1, by),
        tap(2, 2),
        reset,
        tap(1, 3),
        tap(1, 4),
      ]);
      await storage.commit(commit);
      const newest = commit.events.toReversed();
      const read = (before: number | undefined, limit: number): Promise<ScoreEvent[]> =>
        storage.history(roomId, { before, limit });

      expect(newest.map(({ generation }) => generation)).toEqual([2, 2, 1, 1]);
      expect(await read(undefined, 1_000)).toEqual(newest);
      expect(await read(undefined, 2)).toEqual(newest.slice(0, 2));
      expect(await read(newest[1]?.version, 2)).toEqual(newest.slice(2));
      expect(await read(newest[3]?.version, 2)).toEqual([]);
      expect(await storage.history(roomId + 1, { limit: 5 })).toEqual([]);
      for (const limit of [0, 1_001, 1.5])
        await expect(read(undefined, limit)).rejects.toThrow('limit');
    });

    it('[ST12] commits of one room take effect in the order asked, while many rooms commit', async () => {
      const boards = Array.from({ length: 20 }, (_, index) => testBoard(`ROOM${10 + index}`));
      const ids = await Promise.all(boards.map((board) => createRoom(storage, board)));
      const asked: Promise<string>[] = [];
      for (let round = 1; round <= 10; round += 1) {
        boards.forEach((board, index) => {
          const by = { clientId: clientId(index), id: round };
          const commit = commitOf(ids[index] as number, board, [tap(1 + (round % 2), round, by)]);
          asked.push(storage.commit(commit));
          boards[index] = commit.after;
        });
      }
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['committed']));
      await reopen();
      for (const [index, board] of boards.entries()) {
        const roomId = ids[index] as number;
        const events = await allEvents(storage, roomId);
        expect(events.map(({ delta }) => delta)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(await boardOf(board.code)).toEqual(board);
        expect(await storage.loadMark(roomId, clientId(index))).toBe(10);
      }
    });

    it('[ST13] every score is the sum of the events of its generation', async () => {
      let board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      for (let round = 1; round <= 30; round += 1) {
        const taps = [tap(1, round), tap(2, -round), tap(1, 1_000 * round)];
        const reset = { operation: { type: 'reset' } } as const;
        const commit = commitOf(roomId, board, round % 12 === 0 ? [...taps, reset] : taps);
        await storage.commit(commit);
        board = commit.after;
      }
      const kept = (await boardOf('AAAAAA')) as Board;
      expect(scoresOf(kept)).toEqual(sumsOf(kept, await allEvents(storage, roomId)));
      expect(scoresOf(kept).get(1)).toBe(1_001 * (25 + 26 + 27 + 28 + 29 + 30));
    });

    it('[ST14] close waits for what was asked for, and may be called twice', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const commit = commitOf(roomId, board, [tap(1, 1)]);
      const order: string[] = [];
      const committed = storage.commit(commit).then(() => order.push('committed'));
      const loaded = storage.load('AAAAAA').then(() => order.push('loaded'));
      const closed = storage.close().then(() => order.push('closed'));
      await Promise.all([committed, loaded, closed, storage.close()]);
      await storage.close();
      expect(order.at(-1)).toBe('closed');
      expect(order).toHaveLength(3);

      storage = await place.open();
      expect(await boardOf('AAAAAA')).toEqual(commit.after);
    });

    it('[ST15] it can serve while it is open; a closed one turns everything away', async () => {
      await expect(storage.check()).resolves.toBeUndefined();
      const board = testBoard('AAAAAA');
      await storage.close();
      const attempts = [
        () => storage.check(),
        () => storage.load('AAAAAA'),
        () => storage.loadMark(1, clientId(1)),
        () => storage.findOutcomes(1, clientId(1), 1, 1),
        () => storage.history(1, { limit: 1 }),
        () => storage.create({ board, hostKeyHash: HOST_KEY_HASH, createdAt: T0 }),
        () => storage.commit(commitOf(1, board, [])),
      ];
      for (const attempt of attempts) {
        const error: unknown = await attempt().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ScoreroomError);
        expect(error).toMatchObject({ kind: 'storage_unavailable' });
      }
    });
  });
}
