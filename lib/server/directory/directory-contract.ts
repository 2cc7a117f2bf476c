import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import {
  clientId,
  commitOf,
  hostKeyHash,
  identity,
  mark,
  T0,
  tap,
  testBoard,
} from '../storage/testing/storage-test-kit.ts';
import type { AuditEntry, Directory, Link, NewLink } from './directory.ts';
import type { DirectoryPlace } from './testing/directory-place.ts';

/** The rules of the directory that every engine keeps: `SPEC.md` lists them by the ids in these titles. */
export function registerDirectoryContract(
  name: string,
  makePlace: () => Promise<DirectoryPlace>,
): void {
  describe(`${name} directory`, () => {
    let place: DirectoryPlace;
    let directory: Directory;

    beforeEach(async () => {
      place = await makePlace();
      ({ directory } = place.store);
    });

    afterEach(() => place.remove());

    async function reopen(): Promise<void> {
      await place.reopen();
      ({ directory } = place.store);
    }

    function newLink(roomId: number, key: string, more: Partial<NewLink> = {}): NewLink {
      const link = { roomId, role: 'scorekeeper', label: `Link ${key}` } as const;
      return { ...link, keyHash: hostKeyHash(key), createdAt: T0, expiresAt: null, ...more };
    }

    async function makeLink(
      roomId: number,
      key: string,
      more: Partial<NewLink> = {},
    ): Promise<Link> {
      const link = await directory.createLink(newLink(roomId, key, more), 100);
      if (link === null) throw new Error('there is space for a link');
      return link;
    }

    function visit(device: string, at: number, more: object = {}) {
      return { device, name: null, at, hasPin: false, ...more };
    }

    it('[DY1] doors are found by number and by code, also of rooms that are closed or deleted', async () => {
      const roomId = await place.room('AAAAAA');
      const open = { roomId, code: 'AAAAAA', pin: null, closedAt: null, deletedAt: null };
      expect(await directory.doors(roomId)).toEqual(open);
      expect(await directory.doorsByCode('AAAAAA')).toEqual(open);
      await directory.setClosed(roomId, T0);
      await directory.setDeleted(roomId, T0 + 1);
      await directory.setPin(roomId, '0042');
      await reopen();
      const shut = { ...open, pin: '0042', closedAt: T0, deletedAt: T0 + 1 };
      expect(await directory.doors(roomId)).toEqual(shut);
      expect(await directory.doorsByCode('AAAAAA')).toEqual(shut);
      await directory.setClosed(roomId, null);
      await directory.setDeleted(roomId, null);
      await directory.setPin(roomId, null);
      expect(await directory.doors(roomId)).toEqual(open);
      expect(await directory.doors(roomId + 1)).toBeNull();
      expect(await directory.doorsByCode('CCCCCC')).toBeNull();
    });

    it('[DY2] a changed PIN is asked of everyone anew, in that room', async () => {
      const [roomId, other] = [await place.room('AAAAAA'), await place.room('CCCCCC')];
      const hasPin = async (room: number): Promise<boolean | undefined> =>
        (await directory.visitor(room, 'phone'))?.hasPin;
      for (const room of [roomId, other]) {
        await directory.setPin(room, '1234');
        await directory.visit(room, visit('phone', T0, { hasPin: true }));
        await directory.visit(room, visit('phone', T0));
        expect(await hasPin(room)).toBe(true);
      }
      await directory.setPin(roomId, '1234');
      expect(await hasPin(roomId)).toBe(true);
      await directory.setPin(roomId, '9999');
      expect(await hasPin(roomId)).toBe(false);
      expect(await hasPin(other)).toBe(true);
      await directory.visit(roomId, visit('phone', T0, { hasPin: true }));
      await directory.setPin(roomId, null);
      await directory.setPin(roomId, '9999');
      expect(await hasPin(roomId)).toBe(false);
    });

    it('[DY3] a deleted room does not load until it is restored, and a closed one does', async () => {
      const roomId = await place.room('AAAAAA');
      const board = testBoard('AAAAAA');
      await directory.setClosed(roomId, T0);
      expect((await place.store.rooms.load('AAAAAA'))?.board).toEqual(board);
      await directory.setDeleted(roomId, T0);
      expect(await place.store.rooms.load('AAAAAA')).toBeNull();
      await directory.setDeleted(roomId, null);
      expect(await place.store.rooms.load('AAAAAA')).toEqual({ roomId, board });
    });

    it('[ST3] the code of a deleted room loads as null, and stays taken', async () => {
      const roomId = await place.room('AAAAAA');
      await directory.setDeleted(roomId, T0);
      const again = {
        board: testBoard('AAAAAA'),
        hostKeyHash: hostKeyHash('again'),
        createdAt: T0,
      };
      expect(await place.store.rooms.create(again)).toBeNull();
      expect(await place.store.rooms.load('AAAAAA')).toBeNull();
    });

    it('[DY4] expired are rooms deleted before the one time or idle since the other', async () => {
      const codes = ['AAAAAA', 'CCCCCC', 'DDDDDD', 'EEEEEE'];
      const ids: number[] = [];
      for (const code of codes) ids.push(await place.room(code));
      const [idle = 0, deleted = 0, restored = 0, watched = 0] = ids;
      await directory.setDeleted(deleted, T0 + 5_000);
      await directory.setDeleted(restored, T0 + 5_000);
      await directory.setDeleted(restored, null);
      const board = testBoard('DDDDDD');
      const commit = { ...commitOf(restored, board, [tap(1, 1)]), at: T0 + 9_000 };
      await place.store.rooms.commit(commit);
      await directory.visit(watched, visit('display', T0 + 9_000));
      const expired = async (
        deletedBefore: number,
        idleSince: number,
        limit = 9,
      ): Promise<string[]> =>
        (await directory.expired({ deletedBefore, idleSince, limit })).map(({ code }) => code);

      expect(await expired(T0 + 5_000, T0)).toEqual([]);
      expect(await expired(T0 + 5_001, T0)).toEqual(['CCCCCC']);
      expect(await expired(T0, T0 + 9_000)).toEqual(['AAAAAA']);
      expect(await expired(T0 + 5_001, T0 + 9_001)).toEqual([
        'CCCCCC',
        'AAAAAA',
        'EEEEEE',
        'DDDDDD',
      ]);
      expect(await expired(T0 + 5_001, T0 + 9_001, 2)).toEqual(['CCCCCC', 'AAAAAA']);
      expect(idle).toBe(ids[0]);
    });

    it("[DY7] a room's first link is its host key", async () => {
      const roomId = await place.room('AAAAAA');
      const link = { roomId, role: 'host', label: 'Host key', createdAt: T0 };
      const [first] = await directory.links(roomId);
      expect(first).toMatchObject({ ...link, expiresAt: null, revokedAt: null, lastUsedAt: null });
      expect(await directory.findLink(hostKeyHash('AAAAAA'))).toEqual(first);
    });

    it('[DY8] a room has at most so many valid links, however many are asked for at once', async () => {
      const roomId = await place.room('AAAAAA');
      const other = await place.room('CCCCCC');
      const asked = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          directory.createLink(newLink(roomId, `key ${index}`, { expiresAt: T0 + 10 }), 4),
        ),
      );
      const made = asked.filter((link) => link !== null);
      expect(made).toHaveLength(3);
      expect(await directory.createLink(newLink(other, 'other'), 4)).not.toBeNull();
      await directory.revokeLink(roomId, made[0]?.id ?? 0, T0);
      expect(await directory.createLink(newLink(roomId, 'more'), 4)).not.toBeNull();
      expect(await directory.createLink(newLink(roomId, 'too many'), 4)).toBeNull();
      const later = newLink(roomId, 'later', { createdAt: T0 + 10 });
      expect(await directory.createLink(later, 4)).toMatchObject({ createdAt: T0 + 10 });
      expect(await directory.createLink(newLink(99, 'nowhere'), 4)).toBeNull();
    });

    it('[DY9] a link is found by its hash, and revoked once, in its own room', async () => {
      const [roomId, other] = [await place.room('AAAAAA'), await place.room('CCCCCC')];
      const link = await makeLink(roomId, 'key', { role: 'spectator', expiresAt: T0 + 50 });
      await directory.touchLink(link.id, T0 + 7);
      await reopen();
      const found = { ...link, lastUsedAt: T0 + 7 };
      expect(found).toMatchObject({ role: 'spectator', label: 'Link key', expiresAt: T0 + 50 });
      expect(await directory.findLink(hostKeyHash('key'))).toEqual(found);
      const wrong = Uint8Array.from(hostKeyHash('key'));
      wrong[31] = (wrong[31] ?? 0) ^ 1;
      expect(await directory.findLink(wrong)).toBeNull();

      expect(await directory.revokeLink(other, link.id, T0 + 8)).toBe(false);
      expect(await directory.revokeLink(roomId, link.id, T0 + 50)).toBe(false);
      expect(await directory.revokeLink(roomId, link.id, T0 + 8)).toBe(true);
      expect(await directory.revokeLink(roomId, link.id, T0 + 9)).toBe(false);
      const revoked = { ...found, revokedAt: T0 + 8 };
      expect(await directory.findLink(hostKeyHash('key'))).toEqual(revoked);
      expect((await directory.links(roomId)).map(({ id }) => id)).toContain(link.id);
    });

    it('[DY10] a device holds the links that it was granted, by room, while they are valid', async () => {
      const [roomId, other] = [await place.room('AAAAAA'), await place.room('CCCCCC')];
      const brief = await makeLink(roomId, 'brief', { expiresAt: T0 + 10 });
      const long = await makeLink(roomId, 'long');
      const elsewhere = await makeLink(other, 'elsewhere');
      for (const { id } of [long, brief, long, elsewhere]) await directory.grant('phone', id, T0);
      await directory.grant('phone', 999, T0);
      const held = async (device: string, now: number): Promise<number[]> =>
        (await directory.grantsOf(roomId, device, now)).map(({ id }) => id);

      expect(await directory.grantsOf(roomId, 'phone', T0)).toEqual([brief, long]);
      expect(await held('phone', T0 + 10)).toEqual([long.id]);
      expect(await held('tablet', T0)).toEqual([]);
      await directory.revokeLink(roomId, long.id, T0 + 1);
      expect(await held('phone', T0 + 10)).toEqual([]);
      expect(await directory.grantsOf(other, 'phone', T0)).toHaveLength(1);
    });

    it('[DY20] a device is given what another one may, and takes nothing from it', async () => {
      const room = await place.room('AAAAAA');
      const link = await makeLink(room, 'key');
      await directory.grant('old', link.id, T0);
      for (const to of ['new', 'new', 'old']) await directory.copyGrants('old', to);
      await directory.copyGrants('nobody', 'new');
      await reopen();
      for (const device of ['old', 'new'])
        expect(await directory.grantsOf(room, device, T0)).toEqual([link]);
    });

    it('[DY11] a device that moves takes along grants, visits and its place in the score log', async () => {
      const rooms: number[] = [];
      for (const code of ['AAAAAA', 'CCCCCC', 'DDDDDD']) rooms.push(await place.room(code));
      const [one = 0, two = 0, gone = 0] = rooms;
      const link = await makeLink(one, 'key');
      const both = await makeLink(two, 'both');
      for (const { id } of [link, both]) await directory.grant('old', id, T0);
      await directory.grant('new', both.id, T0 + 1);
      await directory.visit(one, visit('old', T0 + 1, { name: 'Safari', hasPin: true }));
      await directory.visit(one, visit('new', T0 + 9));
      await directory.visit(two, visit('old', T0 + 20));
      await directory.visit(gone, visit('old', T0 + 30));
      await directory.setDeleted(gone, T0);
      const by = { clientId: clientId(1), id: 1 };
      const commit = commitOf(one, testBoard('AAAAAA'), [tap(1, 1, by)]);
      await place.store.rooms.commit({ ...commit, marks: [mark(by.clientId, 1, identity('old'))] });

      expect(await directory.moveDevice('old', 'new')).toEqual(['CCCCCC', 'AAAAAA']);
      await reopen();
      expect(await directory.grantsOf(one, 'new', T0)).toEqual([link]);
      expect(await directory.grantsOf(two, 'new', T0)).toEqual([both]);
      expect(await directory.visitor(one, 'new')).toEqual({
        device: 'new',
        name: 'Safari',
        firstSeenAt: T0 + 1,
        lastSeenAt: T0 + 9,
        hasPin: true,
      });
      expect(await directory.visitor(two, 'new')).toMatchObject({ firstSeenAt: T0 + 20 });
      for (const room of rooms) {
        expect(await directory.visitor(room, 'old')).toBeNull();
        expect(await directory.grantsOf(room, 'old', T0)).toEqual([]);
      }
      expect(await place.store.rooms.findLastTap(one, clientId(9), 'new')).toMatchObject({
        delta: 1,
      });
      expect(await place.store.rooms.findLastTap(one, clientId(9), 'old')).toBeNull();

      expect(await directory.moveDevice('new', 'new')).toEqual(['CCCCCC', 'AAAAAA']);
      expect(await directory.grantsOf(one, 'new', T0)).toEqual([link]);
      expect(await directory.moveDevice('nobody', 'somebody')).toEqual([]);
    });

    it('[DY22] a room notes ten thousand devices, and after that only those it knows; another room is not concerned', async () => {
      const [roomId, other] = [await place.room('AAAAAA'), await place.room('CCCCCC')];
      await place.execute(`
    WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 9999)
    INSERT INTO visitors SELECT ${roomId}, 'device' || n, NULL, ${T0}, ${T0}, 0 FROM count`);
      ({ directory } = place.store);
      await directory.visit(roomId, visit('last', T0 + 1));
      await directory.visit(roomId, visit('too-late', T0 + 2));
      await directory.visit(roomId, visit('device7', T0 + 3));
      await directory.visit(other, visit('too-late', T0 + 4));
      expect((await directory.visitors(roomId, 3)).map(({ device }) => device)).toEqual([
        'device7',
        'last',
        'device9999',
      ]);
      expect(await directory.visitor(roomId, 'too-late')).toBeNull();
      expect(await directory.visitor(other, 'too-late')).not.toBeNull();
    });

    it('[DY12] a visit is noted once per device and room, and visitors are listed the latest first', async () => {
      const [roomId, other] = [await place.room('AAAAAA'), await place.room('CCCCCC')];
      await directory.visit(roomId, visit('phone', T0 + 5, { name: 'Safari on iPhone' }));
      await directory.visit(roomId, visit('phone', T0 + 9, { hasPin: true }));
      await directory.visit(roomId, visit('phone', T0 + 7));
      await directory.visit(roomId, visit('tablet', T0 + 8));
      await directory.visit(other, visit('desk', T0 + 99));
      await directory.visit(404, visit('desk', T0));
      await reopen();
      const phone = {
        device: 'phone',
        name: 'Safari on iPhone',
        firstSeenAt: T0 + 5,
        lastSeenAt: T0 + 9,
        hasPin: true,
      };
      expect(await directory.visitor(roomId, 'phone')).toEqual(phone);
      expect(await directory.visitor(roomId, 'desk')).toBeNull();
      const visitors = await directory.visitors(roomId, 10);
      expect(visitors.map(({ device }) => device)).toEqual(['phone', 'tablet']);
      expect(visitors[0]).toEqual(phone);
      expect(await directory.visitors(roomId, 1)).toEqual([phone]);
    });

    it('[DY16] the audit log is the newest first, is searched, and ends by its age', async () => {
      const roomId = await place.room('AAAAAA');
      const entry = { roomId, code: 'AAAAAA', by: 'host', who: null, detail: {} } as const;
      const entries: AuditEntry[] = [
        { ...entry, at: T0, action: 'reset', who: 'Co-host ÄGIR' },
        { ...entry, at: T0 + 1, action: 'rename-room', detail: { name: '100% Ünï', from: null } },
        { ...entry, at: T0 + 2, action: 'sign-in', by: 'admin', roomId: null, code: null },
        { ...entry, at: T0 + 3, action: 'reset', code: 'CCCCCC' },
      ];
      for (const each of entries) await directory.record(each);
      const [first, second, third, last] = entries.map((each) => ({ ...each, id: 0 }));
      await reopen();
      const found = async (query: object): Promise<unknown[]> =>
        (await directory.audit({ limit: 9, ...query })).map((each) => ({ ...each, id: 0 }));

      expect(await found({})).toEqual([last, third, second, first]);
      expect(await found({ code: 'AAAAAA' })).toEqual([second, first]);
      expect(await found({ text: 'ägir RESET' })).toEqual([first]);
      expect(await found({ text: '100% ünï' })).toEqual([second]);
      expect(await found({ text: '0_' })).toEqual([]);
      const [newest, next] = await directory.audit({ limit: 2 });
      expect(await found({ before: next?.id })).toEqual([second, first]);
      expect(newest?.id).toBeGreaterThan(next?.id ?? 0);

      await directory.erase(roomId);
      expect(await found({ code: 'AAAAAA' })).toHaveLength(2);
      await directory.forgetAudit(T0 + 2);
      expect(await found({})).toEqual([last, third]);
      for (const limit of [0, 201])
        await expect(directory.audit({ limit })).rejects.toThrow('limit');
    });

    it('[DY17] there is one admin password, and a new one ends all sessions', async () => {
      expect(await directory.adminPassword()).toBeNull();
      await directory.setAdminPassword('scrypt one');
      await directory.createAdminSession(hostKeyHash('session'), T0);
      await directory.setAdminPassword('scrypt two');
      await reopen();
      expect(await directory.adminPassword()).toBe('scrypt two');
      expect(await directory.adminSession(hostKeyHash('session'))).toBeNull();
    });

    it("[DY18] an admin's session is found until it or all are ended", async () => {
      const sessions = ['a', 'b', 'c'].map(hostKeyHash);
      for (const session of sessions) await directory.createAdminSession(session, T0);
      const [a, b, c] = sessions as [Uint8Array, Uint8Array, Uint8Array];
      await directory.touchAdminSession(a, T0 + 5);
      await reopen();
      expect(await directory.adminSession(a)).toEqual({ createdAt: T0, seenAt: T0 + 5 });
      await directory.endAdminSession(a);
      expect(await directory.adminSession(a)).toBeNull();
      expect(await directory.adminSession(b)).toEqual({ createdAt: T0, seenAt: T0 });
      await directory.endAdminSessions();
      expect(await directory.adminSession(c)).toBeNull();
      expect(await directory.adminSession(hostKeyHash('never'))).toBeNull();
    });

    it('[DY19] what is asked for is written with the commits of rooms, also while it closes', async () => {
      const roomId = await place.room('AAAAAA');
      const board = testBoard('AAAAAA');
      const commit = commitOf(roomId, board, [tap(1, 1)]);
      const asked = [place.store.rooms.commit(commit), directory.setPin(roomId, '5678')];
      await place.store.close();
      await Promise.all(asked);
      const closed = [
        () => directory.doors(roomId),
        () => directory.setPin(roomId, null),
        () => directory.rooms({ order: 'name', descending: false, offset: 0, limit: 1 }),
        () => directory.erase(roomId),
      ];
      for (const ask of closed) {
        const error: unknown = await ask().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ScoreroomError);
        expect(error).toMatchObject({ kind: 'storage_unavailable' });
      }
      await reopen();
      expect((await directory.doors(roomId))?.pin).toBe('5678');
      expect((await place.store.rooms.load('AAAAAA'))?.board).toEqual(commit.after);
    });
  });
}
