import { describe, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { RoomCommit, RoomStorage } from '../room-storage.ts';
import { type StoragePlace, useStorage } from './storage-place.ts';
import {
  addPlayer,
  allEvents,
  change,
  changePlayer,
  clientId,
  commitOf,
  createRoom,
  hostKeyHash,
  kept,
  mark,
  removePlayer,
  reset,
  restorePlayer,
  score,
  scoresOf,
  sumsOf,
  T0,
  tap,
  testBoard,
} from './storage-test-kit.ts';

/** What a commit makes durable, and when it is turned away. */
export function registerCommitContract(
  engine: string,
  makePlace: () => Promise<StoragePlace>,
): void {
  describe(`${engine} storage: commits`, () => {
    let storage: RoomStorage;
    const { reopen } = useStorage(makePlace, (opened) => {
      storage = opened;
    });

    async function boardOf(code: string): Promise<Board | undefined> {
      return (await storage.load(code))?.board;
    }

    /**
     * Where others write to the storage as well, a mutation that has had its verdict is no bug but their doing: a conflict.
     */
    async function isTurnedAway(commit: RoomCommit): Promise<boolean> {
      const answer = await storage.commit(commit).catch(() => 'rejected');
      return answer === 'rejected' || answer === 'conflict';
    }

    it('[ST1] a room loads as it was created, its players in the order of their ids', async () => {
      const names = ['Ada', '👩‍🚀 Ünï', 'O\'Neil -- "x"', 'ا', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const fresh = testBoard('AAAAAA', names);
      const settings = { ...fresh.settings, ties: 'dense' as const, steps: [-1, 7], floor: true };
      const board = { ...fresh, epoch: 1_767_225_600_000, settings };
      const roomId = await createRoom(storage, board);
      await reopen();

      expect(await storage.load('AAAAAA')).toEqual({ roomId, board });
      const ids = [...((await boardOf('AAAAAA'))?.players.keys() ?? [])];
      expect(ids).toEqual(names.map((_, index) => index + 1));
    });

    it('[ST1] a board with a past is created as it stands', async () => {
      const start = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);
      const steps = [tap(1, 5), removePlayer(2), reset, tap(3, -1_000_000)];
      const board = commitOf(0, start, steps).after;
      await createRoom(storage, board);
      expect(await boardOf('AAAAAA')).toEqual(board);
    });

    it('[ST2] a code is given once, and asking for it again changes nothing', async () => {
      const board = testBoard('AAAAAA');
      await createRoom(storage, board);
      const other = { board: testBoard('AAAAAA', ['Eve']), hostKeyHash: hostKeyHash('other') };
      expect(await storage.create({ ...other, createdAt: T0 })).toBeNull();

      const board2 = testBoard('CCCCCC');
      const twice = { board: board2, hostKeyHash: hostKeyHash('CCCCCC'), createdAt: T0 };
      const ids = await Promise.all([storage.create(twice), storage.create(twice)]);
      expect(ids).toEqual([expect.any(Number), null]);
      expect(await boardOf('AAAAAA')).toEqual(board);
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
      expect(await allEvents(storage, roomId)).toEqual(kept(commit.events));
      expect(await storage.loadMark(roomId, by.clientId)).toBe(1);
    });

    it('[ST5] every kind of change is kept', async () => {
      let board = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);
      const roomId = await createRoom(storage, board);
      const look = {
        position: 9,
        colour: 3,
        shape: 0,
        claimedBy: 'a-device',
        isClaimBlocked: true,
      };
      const commits = [
        [addPlayer('Barbara'), tap(4, 7), tap(1, 1_000_000)],
        [changePlayer(2, { name: 'Rear Admiral' })],
        [tap(2, 3), changePlayer(2, look), tap(2, 1)],
        [tap(3, 2), removePlayer(3)],
        [reset, tap(4, -1)],
        [addPlayer('Brief'), tap(5, 2), removePlayer(5)],
        [removePlayer(2, { into: 1, score: 4 }), score('merge', { player: 1, delta: 4 })],
        [restorePlayer(2), changePlayer(2, { claimedBy: null, colour: null })],
        [restorePlayer(3), removePlayer(4), removePlayer(3)],
        [change((_, version) => ({ name: 'Finale', changedAt: version }))],
        [
          change(({ settings }, version) => {
            return { settings: { ...settings, wins: 'low', steps: [-5] }, changedAt: version };
          }),
        ],
      ];
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
      expect(await allEvents(storage, roomId)).toEqual(kept(good.events));
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
        marks: [mark(me, 4), mark(other, 1)],
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
        await storage.commit({ ...commit, marks: [mark(clientId(1), id)] });
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
      const marks = [mark(by.clientId, 1)];
      await storage.commit({ ...commitOf(roomId, board, []), refusals, marks });
      await reopen();
      expect(await storage.loadMark(roomId, by.clientId)).toBe(1);
      expect(await storage.findOutcomes(roomId, by.clientId, 1, 1)).toHaveLength(1);
      expect(await boardOf('AAAAAA')).toEqual(board);
    });

    it('[ST10] no event and no verdict is kept twice: the commit that tries is turned away as a whole', async () => {
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
      const actedToo = { ...again, events: [], acts: [{ by, version: again.after.version }] };
      for (const attempt of [again, sameVersion, refusedToo, actedToo]) {
        const neighbour = storage.commit(commitOf(otherRoom, otherBoard, [])).catch(String);
        expect(await isTurnedAway(attempt)).toBe(true);
        expect(await neighbour).toBe('committed');
      }
      expect(await boardOf('AAAAAA')).toEqual(first.after);
      expect(await allEvents(storage, roomId)).toEqual(kept(first.events));
      const next = commitOf(roomId, first.after, [tap(2, 5, { ...by, id: 2 })]);
      expect(await storage.commit(next)).toBe('committed');
    });

    it('[ST10] a client of a commit that rejected is not taken for another one later', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const [rejected, other] = [clientId(1), clientId(2)];
      const first = commitOf(roomId, board, [tap(1, 1, { clientId: rejected, id: 1 })]);
      const twice = [first.events, first.events].flat();
      await expect(storage.commit({ ...first, events: twice })).rejects.toBeInstanceOf(Error);

      const second = commitOf(roomId, board, [tap(2, 5, { clientId: other, id: 1 })]);
      expect(await storage.commit(second)).toBe('committed');
      const third = commitOf(roomId, second.after, [tap(1, 1, { clientId: rejected, id: 1 })]);
      expect(await storage.commit(third)).toBe('committed');
      for (const [client, { events }] of [
        [other, second],
        [rejected, third],
      ] as const) {
        expect(await storage.loadMark(roomId, client)).toBe(1);
        const outcomes = await storage.findOutcomes(roomId, client, 1, 9);
        expect(outcomes).toEqual([{ kind: 'committed', event: events[0] }]);
      }
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
        const commit = commitOf(roomId, board, round % 12 === 0 ? [...taps, reset] : taps);
        await storage.commit(commit);
        board = commit.after;
      }
      const found = (await boardOf('AAAAAA')) as Board;
      expect(scoresOf(found)).toEqual(sumsOf(found, await allEvents(storage, roomId)));
      expect(scoresOf(found).get(1)).toBe(1_001 * (25 + 26 + 27 + 28 + 29 + 30));
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

      await reopen();
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
        () => storage.findEvent(1, 2),
        () => storage.findLastTap(1, clientId(1), 'a-device'),
        () => storage.log(1, { limit: 1 }),
        () => storage.archives(1),
        () => storage.create({ board, hostKeyHash: hostKeyHash('AAAAAA'), createdAt: T0 }),
        () => storage.commit(commitOf(1, board, [])),
      ];
      for (const attempt of attempts) {
        const error: unknown = await attempt().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ScoreroomError);
        expect(error).toMatchObject({ kind: 'storage_unavailable' });
      }
    });

    it('[ST21] an action under a key has its verdict once, by the version that it made', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const [me, other] = [clientId(1), clientId(2)];
      const by = { clientId: me, id: 2 };
      const commit = commitOf(roomId, board, [
        tap(1, 1, { clientId: me, id: 1 }), // 2
        tap(1, 1, { clientId: other, id: 1 }), // 3
        score('set', { player: 1, delta: 5, by }), // 4
        score('set', { player: 2, delta: 5, by }), // 5
        addPlayer('Linus'), // 6
      ]);
      const acts = [
        { by, version: 5 },
        { by: { clientId: me, id: 3 }, version: 6 },
        // It changed nothing, so its version is that of somebody else's tap.
        { by: { clientId: me, id: 4 }, version: 3 },
      ];
      await storage.commit({ ...commit, acts, marks: [mark(me, 4), mark(other, 1)] });
      await reopen();

      const acted = acts.map((act) => ({ kind: 'acted', ...act }));
      expect(await storage.findOutcomes(roomId, me, 1, 9)).toEqual([
        { kind: 'committed', event: commit.events[0] },
        ...acted,
      ]);
      expect(await storage.findOutcomes(roomId, me, 3, 3)).toEqual([acted[1]]);
      expect(await storage.loadMark(roomId, me)).toBe(4);
      const again = {
        ...commitOf(roomId, commit.after, [addPlayer('Twice')]),
        acts: acts.slice(1, 2),
      };
      expect(await isTurnedAway(again)).toBe(true);
      expect(await boardOf('AAAAAA')).toEqual(commit.after);
    });
  });
}
