import { describe, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import type { KeptEvent, LogQuery, RoomCommit, RoomStorage } from '../room-storage.ts';
import { type StoragePlace, useStorage } from './storage-place.ts';
import {
  addPlayer,
  allEvents,
  clientId,
  commitOf,
  createRoom,
  eventsOf,
  identity,
  kept,
  mark,
  reset,
  score,
  tap,
  testBoard,
} from './storage-test-kit.ts';

/** What can be asked of what was committed: events, the log, archives. */
export function registerHistoryContract(
  engine: string,
  makePlace: () => Promise<StoragePlace>,
): void {
  describe(`${engine} storage: history`, () => {
    let storage: RoomStorage;
    const { reopen } = useStorage(makePlace, (opened) => {
      storage = opened;
    });

    async function boardOf(code: string): Promise<Board | undefined> {
      return (await storage.load(code))?.board;
    }

    it('[ST11] the log is the newest first across generations, before a version, up to a limit', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const by = { clientId: clientId(1), id: 1 };
      const steps = [tap(1, 1, by), tap(2, 2), reset, tap(1, 3), tap(1, 4)];
      const commit = commitOf(roomId, board, steps);
      await storage.commit(commit);
      const newest = kept(commit.events).toReversed();
      const read = (before: number | undefined, limit: number): Promise<KeptEvent[]> =>
        eventsOf(storage, roomId, { before, limit });

      expect(newest.map(({ generation }) => generation)).toEqual([2, 2, 1, 1]);
      expect(await read(undefined, 1_000)).toEqual(newest);
      expect(await read(undefined, 2)).toEqual(newest.slice(0, 2));
      expect(await read(newest[1]?.version, 2)).toEqual(newest.slice(2));
      expect(await read(newest[3]?.version, 2)).toEqual([]);
      expect(await storage.log(roomId + 1, { limit: 5 })).toEqual([]);
      for (const limit of [0, 1_001, 1.5])
        await expect(read(undefined, limit)).rejects.toThrow('limit');
    });

    it('[ST16] an event is found by the version that it made, as it was committed', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const otherRoom = await createRoom(storage, testBoard('CCCCCC'));
      const by = { clientId: clientId(1), id: 1 };
      const act = { clientId: clientId(2), id: 1 };
      const steps = [
        tap(1, 5, by),
        score('set', { player: 2, delta: -7, by: act, reason: 'Überzählt: O\'Neil -- "x" 👩‍🚀' }),
        addPlayer('Linus'),
        score('undo', { player: 1, delta: -5, by: act, about: 2 }),
      ];
      const commit = commitOf(roomId, board, steps);
      const undone = [{ event: 2, by: 5 }];
      await storage.commit({ ...commit, undone, marks: [mark(by.clientId, 1)] });
      await reopen();

      const [first, ...others] = kept(commit.events);
      expect(await storage.findEvent(roomId, 2)).toEqual({ ...first, undoneBy: 5 });
      for (const event of others)
        expect(await storage.findEvent(roomId, event.version)).toEqual(event);
      for (const version of [0, 1, 4, 6])
        expect(await storage.findEvent(roomId, version)).toBeNull();
      expect(await storage.findEvent(otherRoom, 2)).toBeNull();
    });

    it('[ST17] an event that was taken back says by which one, until it counts again', async () => {
      let board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const commits: [RoomCommit, number | null][] = [
        [commitOf(roomId, board, [tap(1, 5), tap(1, 2)]), null],
      ];
      for (const [kind, delta, by] of [
        ['undo', -5, 4],
        ['redo', 5, null],
        ['undo', -5, 6],
      ] as const) {
        const before = commits.at(-1)?.[0].after ?? board;
        const commit = commitOf(roomId, before, [
          score(kind, { player: 1, delta: delta, about: 2 }),
        ]);
        commits.push([{ ...commit, undone: [{ event: 2, by }] }, by]);
      }
      for (const [commit, undoneBy] of commits) {
        await storage.commit(commit);
        board = commit.after;
        expect(await storage.findEvent(roomId, 2)).toMatchObject({ undoneBy });
        const entries = await storage.log(roomId, { limit: 9 });
        expect(entries.find(({ version }) => version === 2)).toMatchObject({ undoneBy });
        expect(entries.find(({ version }) => version === 3)).toMatchObject({ undoneBy: null });
      }
    });

    it('[ST17] taking back an event that is not there rejects, and writes nothing', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const commit = { ...commitOf(roomId, board, [tap(1, 5)]), undone: [{ event: 99, by: 2 }] };
      await expect(storage.commit(commit)).rejects.toBeInstanceOf(Error);
      expect(await boardOf('AAAAAA')).toEqual(board);
      expect(await allEvents(storage, roomId)).toEqual([]);
    });

    it('[ST18] the last tap is that of the client or of its device, unless it was taken back', async () => {
      let board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const otherRoom = await createRoom(storage, testBoard('CCCCCC'));
      const [me, tab, other] = [clientId(1), clientId(2), clientId(3)];
      const save = async (commit: RoomCommit): Promise<void> => {
        expect(await storage.commit(commit)).toBe('committed');
        if (commit.roomId === roomId) board = commit.after;
      };
      await save({
        ...commitOf(roomId, board, [
          tap(1, 1, { clientId: me, id: 1 }), // version 2
          tap(1, 2, { clientId: me, id: 2 }),
          tap(1, 3, { clientId: other, id: 1 }),
          tap(1, 4, { clientId: tab, id: 1 }), // version 5
          tap(1, 9),
          score('set', { player: 1, delta: 1, by: { clientId: me, id: 3 } }),
        ]),
        acts: [{ by: { clientId: me, id: 3 }, version: 7 }],
        refusals: [{ by: { clientId: me, id: 4 }, kind: 'scoring_locked' }],
        marks: [
          mark(me, 4, identity('phone')),
          mark(tab, 1, identity('phone')),
          mark(other, 1, identity('tablet')),
        ],
      });
      await save({
        ...commitOf(otherRoom, testBoard('CCCCCC'), [tap(1, 1, { clientId: me, id: 1 })]),
        marks: [mark(me, 1, identity('phone'))],
      });
      const last = async (client: string, device: string | null): Promise<number | undefined> =>
        (await storage.findLastTap(roomId, client, device))?.version;
      const undo = async (event: number): Promise<void> => {
        const commit = commitOf(roomId, board, [
          score('undo', { player: 1, delta: -1, about: event }),
        ]);
        await save({ ...commit, undone: [{ event, by: commit.after.version }] });
      };

      expect(await last(me, null)).toBe(3);
      expect(await last(me, 'phone')).toBe(5);
      expect(await last(clientId(9), 'phone')).toBe(5);
      expect(await last(clientId(9), 'tablet')).toBe(4);
      expect(await last(clientId(9), 'desk')).toBeUndefined();
      expect(await last(clientId(9), null)).toBeUndefined();
      await undo(5);
      expect(await last(me, 'phone')).toBe(3);
      await undo(3);
      expect(await storage.findLastTap(roomId, me, 'phone')).toEqual(
        await storage.findEvent(roomId, 2),
      );
      await undo(2);
      expect(await last(me, 'phone')).toBeUndefined();
      expect((await storage.findLastTap(otherRoom, me, null))?.version).toBe(2);
    });

    it('[ST19] the log says who made what, as far as it is known, and keeps what it knows', async () => {
      const board = testBoard('AAAAAA');
      const roomId = await createRoom(storage, board);
      const [me, other] = [clientId(1), clientId(2)];
      const who = {
        device: 'd1',
        deviceName: 'Safari on iPhone',
        role: 'host',
        label: 'Co',
      } as const;
      const first = commitOf(roomId, board, [
        tap(1, 1, { clientId: me, id: 1 }),
        tap(1, 2, { clientId: other, id: 1 }),
        tap(1, 3),
      ]);
      const marks = [mark(me, 1, who), mark(other, 1)];
      await storage.commit({ ...first, marks });
      const second = commitOf(roomId, first.after, [tap(1, 4, { clientId: me, id: 2 })]);
      await storage.commit(second);
      await reopen();

      const identities = async (): Promise<unknown[]> => {
        const entries = await storage.log(roomId, { limit: 9 });
        return entries.map((entry) => entry.identity);
      };
      expect(await identities()).toEqual([who, null, null, who]);
      const nobody = { device: null, deviceName: null, role: 'spectator', label: null } as const;
      const third = commitOf(roomId, second.after, []);
      await storage.commit({ ...third, marks: [mark(me, 2, nobody)] });
      expect(await identities()).toEqual([nobody, null, null, nobody]);
    });

    it('[ST20] the log is filtered by generation, player, device, kind and words in any case', async () => {
      const board = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);
      const roomId = await createRoom(storage, board);
      const [phone, desk] = [clientId(1), clientId(2)];
      const steps = [
        tap(1, 1, { clientId: phone, id: 1 }), // 2
        tap(2, 2, { clientId: desk, id: 1 }), // 3
        score('set', {
          player: 2,
          delta: 5,
          reason: 'Großes ÉCHEC: 100% wrong',
          by: { clientId: desk, id: 2 },
        }), // 4
        reset, // 5
        tap(2, 3, { clientId: phone, id: 2 }), // 6
        score('undo', { player: 2, delta: -3, about: 6, reason: 'too many' }), // 7
        reset, // 8
        tap(3, 4), // 9
      ];
      const identities = {
        phone: { device: 'p', deviceName: 'Safari on iPhone', role: 'participant', label: null },
        desk: { device: 'd', deviceName: 'Firefox', role: 'host', label: 'Co-host ÄGIR' },
      } as const;
      const marks = [mark(phone, 2, identities.phone), mark(desk, 2, identities.desk)];
      await storage.commit({ ...commitOf(roomId, board, steps), marks });
      const find = async (query: Omit<LogQuery, 'limit'>, limit = 100): Promise<number[]> => {
        const entries = await storage.log(roomId, { ...query, limit });
        return entries.map(({ version }) => version);
      };

      expect(await find({ generation: 1 })).toEqual([4, 3, 2]);
      expect(await find({ generation: 2 })).toEqual([7, 6]);
      expect(await find({ generation: 3 })).toEqual([9]);
      expect(await find({ generation: 4 })).toEqual([]);
      expect(await find({ generation: 1, before: 4 }, 1)).toEqual([3]);
      expect(await find({ player: 2 })).toEqual([7, 6, 4, 3]);
      expect(await find({ player: 9 })).toEqual([]);
      expect(await find({ device: 'p' })).toEqual([6, 2]);
      expect(await find({ device: 'd', player: 2, generation: 1 })).toEqual([4, 3]);
      expect(await find({ kinds: ['undo', 'set'] })).toEqual([7, 4]);
      expect(await find({ kinds: ['tap'] }, 2)).toEqual([9, 6]);
      expect(await find({ kinds: [] })).toEqual([]);
      for (const text of [
        'échec',
        'GROSSES'.replace('SS', 'ß'),
        '100%',
        'wrong  ÉCHEC',
        'ägir wrong',
      ])
        expect([text, await find({ text })]).toEqual([text, [4]]);
      expect(await find({ text: 'SAFARI' })).toEqual([6, 2]);
      expect(await find({ text: 'firefox host' })).toEqual([4, 3]);
      expect(await find({ text: 'MANY', kinds: ['undo'] })).toEqual([7]);
      expect(await find({ text: '%' })).toEqual([4]);
      expect(await find({ text: '_' })).toEqual([]);
      expect(await find({ text: '  ' })).toHaveLength(6);
    });

    it('[ST22] archives are the generations that ended, the newest first, each once', async () => {
      const board = testBoard('AAAAAA', ['Ada', 'Гр"ейс']);
      const roomId = await createRoom(storage, board);
      const otherRoom = await createRoom(storage, testBoard('CCCCCC'));
      const first = commitOf(roomId, board, [tap(1, 5), reset, tap(2, -3)]);
      await storage.commit(first);
      const second = commitOf(roomId, first.after, [addPlayer('Linus'), reset, reset]);
      await storage.commit(second);
      await reopen();

      const archives = [...first.archives, ...second.archives].toReversed();
      expect(archives.map(({ generation }) => generation)).toEqual([3, 2, 1]);
      expect(await storage.archives(roomId)).toEqual(archives);
      expect(await storage.archives(otherRoom)).toEqual([]);

      const again = { ...commitOf(roomId, second.after, [tap(1, 1)]), archives: first.archives };
      await expect(storage.commit(again)).rejects.toBeInstanceOf(Error);
      expect(await boardOf('AAAAAA')).toEqual(second.after);
    });
  });
}
