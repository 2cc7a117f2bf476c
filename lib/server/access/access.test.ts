import { beforeEach, describe, expect, it } from 'vitest';
import { createBoard } from '#lib/board/board.ts';
import { toWireError } from '#lib/protocol/errors.ts';
import type { Role } from '#lib/protocol/roles.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import type { Access, Credentials, RoomAddress } from './access.ts';
import { createAccess } from './create-access.ts';
import { Links } from './links.ts';
import { Rights } from './rights.ts';
import { createSecret, deviceIdOf } from './secret.ts';
import { FakeDirectory } from './testing/fake-directory.ts';

const PIN = '4711';
const ADMIN = createSecret();

let clock: FakeClock;
let directory: FakeDirectory;
let access: Access;
let links: Links;

beforeEach(() => {
  clock = new FakeClock();
  directory = new FakeDirectory();
  directory.addRoom(1, 'CCCCCC');
  directory.addRoom(2, 'DDDDDD');
  access = createAccess({
    moves: { arrive: async () => {} },
    directory,
    clock,
    isAdmin: async (secret, now) => (secret === ADMIN ? { expiresAt: now + 1_000 } : null),
    onBug: (error) => {
      throw error;
    },
  });
  links = new Links({ directory, clock, rights: new Rights() });
});

function room({ roomId = 1, locked = false } = {}): RoomAddress {
  const code = roomId === 1 ? 'CCCCCC' : 'DDDDDD';
  const settings = { locked };
  const board = createBoard({ code, name: 'Quiz night', epoch: 1, players: ['Ada'], settings });
  return { roomId, code, board };
}

function somebody(brought: Partial<Credentials> = {}): Credentials {
  const nothing = { device: null, key: null, admin: null, pin: null, userAgent: null };
  return { ...nothing, address: '10.0.0.7', ...brought };
}

async function link(role: Role, options: { roomId?: number; expiresAt?: number } = {}) {
  const { roomId = 1, expiresAt = null } = options;
  const { link: made, key } = await links.create(roomId, { role, label: `a ${role}`, expiresAt });
  return { id: made.id, key };
}

/** What a refusal was, as its sender hears it. */
const kindOf = (error: unknown) => toWireError(error).kind;
const refused = (kind: string) => ({ wire: { kind } });

describe('a key', () => {
  it.each([
    ['nothing', ''],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['one character short', 'x'.repeat(42)],
    ['other characters', `${'x'.repeat(42)}!`],
  ])('[AC2] that is %s is refused before it is hashed', async (_, key) => {
    await expect(access.visit(room(), somebody({ key }))).rejects.toMatchObject(
      refused('unauthorized'),
    );
    expect(directory.lookups).toBe(0);
  });

  it('[AC3] with any one bit off is refused', async () => {
    const { key } = await link('host');
    const bytes = Buffer.from(key, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8(wrong.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const credentials = somebody({ key: wrong.toString('base64url') });
      await expect(access.visit(room(), credentials)).rejects.toMatchObject(
        refused('unauthorized'),
      );
    }
    expect((await access.visit(room(), somebody({ key }))).actor.role).toBe('host');
  });

  it("[AC4] of another room's link is not allowed here", async () => {
    const { key } = await link('host', { roomId: 2 });
    await expect(access.visit(room(), somebody({ key }))).rejects.toMatchObject(
      refused('not_allowed'),
    );
  });

  it('[AC5] of a link that was taken back is refused, also on the device that held it', async () => {
    const { id, key } = await link('host');
    const device = createSecret();
    await directory.grant(deviceIdOf(device), id);
    await links.revoke(1, id);
    await expect(access.visit(room(), somebody({ key }))).rejects.toMatchObject(
      refused('access_revoked'),
    );
    expect((await access.visit(room(), somebody({ device }))).actor.role).toBe('participant');
  });

  it('[AC5] of a link that has ended is refused from that millisecond on', async () => {
    const { key } = await link('scorekeeper', { expiresAt: clock.now() + 60_000 });
    clock.advance(59_999);
    const visit = await access.visit(room(), somebody({ key }));
    expect(visit).toMatchObject({ actor: { role: 'scorekeeper' }, expiresAt: clock.now() + 1 });
    clock.advance(1);
    await expect(access.visit(room(), somebody({ key }))).rejects.toMatchObject(
      refused('access_revoked'),
    );
  });
});

describe('a role', () => {
  it('[AC10] is that of a participant for whoever has the bare code', async () => {
    expect(await access.visit(room(), somebody())).toEqual({
      actor: { role: 'participant', device: null, deviceName: null, label: null },
      isAdmin: false,
      linkIds: [],
      expiresAt: null,
    });
  });

  it.each<[Role[], Role]>([
    [['spectator'], 'spectator'],
    [['spectator', 'participant'], 'participant'],
    [['scorekeeper', 'spectator', 'host'], 'host'],
  ])('[AC11] of a device with links for %j is %s', async (held, role) => {
    const device = createSecret();
    for (const one of held) await directory.grant(deviceIdOf(device), (await link(one)).id);
    const visit = await access.visit(room(), somebody({ device }));
    expect(visit.actor).toMatchObject({ role, device: deviceIdOf(device), label: `a ${role}` });
    expect(visit.linkIds).toEqual([held.indexOf(role) + 1]);
  });

  it('[AC11] counts a key that is shown along with the links that are held', async () => {
    const device = createSecret();
    await directory.grant(deviceIdOf(device), (await link('host')).id);
    const { key } = await link('spectator');
    expect((await access.visit(room(), somebody({ device, key }))).actor.role).toBe('host');
  });

  it('[AC11] does not reach into another room', async () => {
    const device = createSecret();
    await directory.grant(deviceIdOf(device), (await link('host')).id);
    const visit = await access.visit(room({ roomId: 2 }), somebody({ device }));
    expect(visit.actor.role).toBe('participant');
  });

  it('[AC12] of an admin is host everywhere, for as long as the session lasts', async () => {
    const visit = await access.visit(room({ roomId: 2, locked: true }), somebody({ admin: ADMIN }));
    expect(visit).toMatchObject({ actor: { role: 'host' }, isAdmin: true });
    expect(visit.expiresAt).toBe(clock.now() + 1_000);
    const wrong = await access.visit(room(), somebody({ admin: createSecret() }));
    expect(wrong).toMatchObject({ actor: { role: 'participant' }, isAdmin: false });
  });

  it('[AC13] is nobody’s in a closed room, and everybody’s again once it is open', async () => {
    const { key } = await link('host');
    await directory.setClosed(1, clock.now());
    for (const one of [somebody(), somebody({ key }), somebody({ admin: ADMIN })]) {
      await expect(access.visit(room(), one)).rejects.toMatchObject(refused('room_not_found'));
    }
    await directory.setClosed(1, null);
    expect((await access.visit(room(), somebody({ key }))).actor.role).toBe('host');
  });

  it('[AC14] leaves on its link when it was last used', async () => {
    const { key } = await link('host');
    clock.advance(5_000);
    await access.visit(room(), somebody({ key }));
    expect(await links.list(1)).toMatchObject([{ lastUsedAt: clock.now() }]);
  });
});

describe('a PIN', () => {
  beforeEach(() => directory.setPin(1, PIN));

  it('[AC19] is asked of those who come by no link', async () => {
    const device = createSecret();
    await expect(access.enter(room(), somebody({ device }))).rejects.toMatchObject(
      refused('pin_required'),
    );
    await expect(access.enter(room(), somebody({ device, pin: '0000' }))).rejects.toMatchObject(
      refused('pin_required'),
    );
    const { key } = await link('spectator');
    expect((await access.visit(room(), somebody({ key }))).actor.role).toBe('spectator');
    expect((await access.visit(room(), somebody({ admin: ADMIN }))).isAdmin).toBe(true);
    expect((await access.visit(room({ roomId: 2 }), somebody())).actor.role).toBe('participant');
  });

  it('[AC20] is asked of a device once, and again when it has changed', async () => {
    const device = createSecret();
    await access.enter(room(), somebody({ device, pin: PIN }));
    await access.enter(room(), somebody({ device }));
    expect((await access.visit(room(), somebody({ device }))).actor.role).toBe('participant');
    await directory.setPin(1, '1234');
    await expect(access.visit(room(), somebody({ device }))).rejects.toMatchObject(
      refused('pin_required'),
    );
  });

  it('[AC21] can be guessed wrongly a few times by one device; then it waits, however right it gets', async () => {
    const device = createSecret();
    const guess = (pin: string) => access.enter(room(), somebody({ device, pin }));
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(guess('0000')).rejects.toMatchObject(refused('pin_required'));
    }
    await expect(guess(PIN)).rejects.toMatchObject({
      wire: { kind: 'rate_limited', retryable: true, retryAfterMs: 10_000 },
    });
    clock.advance(10_000);
    expect((await guess(PIN)).actor.role).toBe('participant');
  });

  it('[AC21] holds for hours against one that changes its device and its address with each try', async () => {
    let tried = 0;
    for (let second = 0; second < 3_600; second += 1) {
      const address = `2001:db8:0:${second.toString(16)}::1`;
      const credentials = somebody({ device: createSecret(), address, pin: '0000' });
      const kind = await access.enter(room(), credentials).catch(kindOf);
      if (kind === 'pin_required') tried += 1;
      clock.advance(1_000);
    }
    expect(tried).toBeLessThan(2_000);
  });

  it('[AC21] takes addresses of one network for one', async () => {
    const kinds = new Set<unknown>();
    for (let count = 0; count < 30; count += 1) {
      const address = `2001:db8:1:2::${count.toString(16)}`;
      const credentials = somebody({ device: createSecret(), address, pin: '0000' });
      kinds.add(await access.enter(room(), credentials).catch(kindOf));
    }
    expect([...kinds]).toEqual(['pin_required', 'rate_limited']);
  });

  it('[AC21] given rightly by a whole school behind one address makes nobody wait', async () => {
    for (let pupil = 0; pupil < 500; pupil += 1) {
      await access.enter(room(), somebody({ device: createSecret(), pin: PIN }));
    }
  });
});

describe('a locked room', () => {
  it('[AC22] keeps out also whoever was at the door when it was locked', async () => {
    let { board } = room();
    const door: RoomAddress = {
      roomId: 1,
      code: 'CCCCCC',
      get board() {
        return board;
      },
    };
    const entering = access.enter(door, somebody({ device: createSecret() }));
    ({ board } = room({ locked: true }));
    await expect(entering).rejects.toMatchObject(refused('room_locked'));
  });

  it('[AC22] lets in those who have been here, hosts and scorekeepers, and nobody else', async () => {
    const [known, fresh] = [createSecret(), createSecret()];
    await access.enter(room(), somebody({ device: known }));
    const locked = room({ locked: true });
    expect((await access.enter(locked, somebody({ device: known }))).actor.role).toBe(
      'participant',
    );
    for (const role of ['host', 'scorekeeper'] as const) {
      const { key } = await link(role);
      expect((await access.enter(locked, somebody({ key }))).actor.role).toBe(role);
    }
    for (const role of ['participant', 'spectator'] as const) {
      const { key } = await link(role);
      await expect(access.enter(locked, somebody({ key, device: fresh }))).rejects.toMatchObject(
        refused('room_locked'),
      );
    }
    for (const stranger of [somebody(), somebody({ device: fresh })]) {
      await expect(access.enter(locked, stranger)).rejects.toMatchObject(refused('room_locked'));
    }
    // Being refused is not having been here.
    await expect(access.visit(locked, somebody({ device: fresh }))).rejects.toMatchObject(
      refused('room_locked'),
    );
  });

  it('[AC22] does not count reading as having been here', async () => {
    const device = createSecret();
    await access.visit(room(), somebody({ device }));
    await expect(access.visit(room({ locked: true }), somebody({ device }))).rejects.toMatchObject(
      refused('room_locked'),
    );
  });
});

describe('links', () => {
  it('cannot end in the past, nor be more than a room can have', async () => {
    await expect(link('host', { expiresAt: clock.now() })).rejects.toMatchObject(
      refused('invalid_message'),
    );
    for (let count = 0; count < 100; count += 1) await link('spectator');
    await expect(link('host')).rejects.toMatchObject(refused('too_many'));
  });

  it('of another room, or taken back already, are unknown', async () => {
    const { id } = await link('host', { roomId: 2 });
    await expect(links.revoke(1, id)).rejects.toMatchObject(refused('unknown_link'));
    await links.revoke(2, id);
    await expect(links.revoke(2, id)).rejects.toMatchObject(refused('unknown_link'));
    expect(await links.list(2)).toEqual([]);
  });
});
