import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  commitOf,
  change,
  createRoom,
  T0,
  tap,
  testBoard,
} from '../storage/testing/storage-test-kit.ts';
import { ROOM_ORDERS, type Directory, type RoomsQuery } from './directory.ts';
import type { DirectoryPlace } from './testing/directory-place.ts';

const ALL: RoomsQuery = { order: 'code', descending: false, offset: 0, limit: 200 };

/** The rules of the list of rooms that every engine keeps. */
export function registerRoomsContract(
  engine: string,
  makePlace: () => Promise<DirectoryPlace>,
): void {
  describe(`the list of rooms in ${engine}`, () => {
    let place: DirectoryPlace;
    let directory: Directory;

    beforeEach(async () => {
      place = await makePlace();
      ({ directory } = place.store);
    });

    afterEach(() => place.remove());

    async function codes(query: Partial<RoomsQuery> = {}): Promise<string[]> {
      const { rooms } = await directory.rooms({ ...ALL, ...query });
      return rooms.map(({ code }) => code);
    }

    it('[DY13] a room is listed as it stands', async () => {
      const { rooms } = place.store;
      const board = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);
      const roomId = await createRoom(rooms, board);
      const commit = commitOf(roomId, board, [
        tap(1, 1),
        change(({ settings }) => ({
          name: 'Finale',
          settings: { ...settings, scoringLocked: true },
        })),
      ]);
      await rooms.commit(commit);
      await directory.setPin(roomId, '4321');
      await directory.setClosed(roomId, T0 + 1);
      const summary = {
        roomId,
        code: 'AAAAAA',
        name: 'Finale',
        players: 3,
        generation: 1,
        version: commit.after.version,
        scoringLocked: true,
        pin: '4321',
        closedAt: T0 + 1,
        deletedAt: null,
        createdAt: T0,
        activeAt: commit.at,
      };
      expect(await directory.rooms(ALL)).toEqual({ rooms: [summary], total: 1 });
    });

    it('[DY13] rooms are listed in any order and direction, by pages without gap or overlap', async () => {
      const { rooms } = place.store;
      const made = [
        ['DDDDDD', 'émile', 1, 5],
        ['AAAAAA', 'Zebra', 3, 9],
        ['CCCCCC', 'apple', 2, 7],
        ['EEEEEE', 'Apple', 2, 7],
      ] as const;
      for (const [index, [code, name, players, at]] of made.entries()) {
        const names = ['Ada', 'Grace', 'Linus'].slice(0, players);
        const board = { ...testBoard(code, names), name };
        const hash = new Uint8Array(32).fill(index);
        const createdAt = T0 + index;
        const roomId = (await rooms.create({ board, hostKeyHash: hash, createdAt })) ?? 0;
        await rooms.commit({ ...commitOf(roomId, board, [tap(1, 1)]), at: T0 + at });
      }
      const expected = {
        activity: ['DDDDDD', 'CCCCCC', 'EEEEEE', 'AAAAAA'],
        name: ['CCCCCC', 'EEEEEE', 'AAAAAA', 'DDDDDD'],
        code: ['AAAAAA', 'CCCCCC', 'DDDDDD', 'EEEEEE'],
        players: ['DDDDDD', 'CCCCCC', 'EEEEEE', 'AAAAAA'],
        created: ['DDDDDD', 'AAAAAA', 'CCCCCC', 'EEEEEE'],
      };
      for (const order of ROOM_ORDERS) {
        expect(await codes({ order })).toEqual(expected[order]);
        const back = expected[order].toReversed();
        expect(await codes({ order, descending: true })).toEqual(back);
        const pages = [0, 1, 2, 3, 4].map((offset) =>
          directory.rooms({ ...ALL, order, offset, limit: 1 }),
        );
        const read = await Promise.all(pages);
        expect(read.flatMap((page) => page.rooms.map(({ code }) => code))).toEqual(expected[order]);
        expect(new Set(read.map(({ total }) => total))).toEqual(new Set([4]));
      }
      for (const limit of [0, 201]) await expect(codes({ limit })).rejects.toThrow('limit');
    });

    it('[DY14] rooms are found by words in name or code, in any case, letter for letter', async () => {
      await place.room('AAAAAA', 'École du soir');
      await place.room('CCCCCC', '100% quiz_night');
      await place.room('DDDDDD', 'Quiz\\night');
      expect(await codes({ text: 'ÉCOLE' })).toEqual(['AAAAAA']);
      expect(await codes({ text: 'soir  école' })).toEqual(['AAAAAA']);
      expect(await codes({ text: 'quiz' })).toEqual(['CCCCCC', 'DDDDDD']);
      expect(await codes({ text: 'quiz dddddd' })).toEqual(['DDDDDD']);
      expect(await codes({ text: '0%' })).toEqual(['CCCCCC']);
      expect(await codes({ text: '_' })).toEqual(['CCCCCC']);
      expect(await codes({ text: '\\' })).toEqual(['DDDDDD']);
      expect(await codes({ text: "'" })).toEqual([]);
      expect(await codes({ text: ' ' })).toHaveLength(3);
      expect(await directory.rooms({ ...ALL, text: 'quiz', limit: 1 })).toMatchObject({ total: 2 });
      expect(await codes({ codes: ['DDDDDD', 'AAAAAA', 'FFFFFF'] })).toEqual(['AAAAAA', 'DDDDDD']);
      expect(await codes({ codes: [] })).toEqual([]);
    });

    it('[DY3] deleted rooms stand in the list of deleted ones only', async () => {
      const roomId = await place.room('AAAAAA');
      await place.room('CCCCCC');
      await directory.setDeleted(roomId, T0);
      expect(await codes()).toEqual(['CCCCCC']);
      expect(await codes({ deleted: true })).toEqual(['AAAAAA']);
      await directory.setDeleted(roomId, null);
      expect(await codes()).toEqual(['AAAAAA', 'CCCCCC']);
      expect(await codes({ deleted: true })).toEqual([]);
    });
  });
}
