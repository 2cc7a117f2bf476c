import { beforeEach, describe, expect, it } from 'vitest';
import { createBoard } from '#lib/board/board.ts';
import type { Room } from '../room/room.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import type { Access, Credentials, RightsChange } from './access.ts';
import { createAccess } from './create-access.ts';
import { DeviceMoves } from './device-moves.ts';
import { Exchange } from './exchange.ts';
import { Links } from './links.ts';
import { Rights } from './rights.ts';
import { createSecret, deviceIdOf } from './secret.ts';
import { FakeDirectory } from './testing/fake-directory.ts';

let directory: FakeDirectory;
let access: Access;
let links: Links;
let deviceMoves: DeviceMoves;
let exchange: Exchange;
let told: RightsChange[];
let moves: [code: string, from: string, to: string][];

function room(roomId: number, code: string): Room {
  const board = createBoard({ code, name: 'Quiz night', epoch: 1, players: [] });
  const moveDevice = async (from: string, to: string) => void moves.push([code, from, to]);
  return { roomId, code, board, moveDevice } as unknown as Room;
}

const here = room(1, 'CCCCCC');
const there = room(2, 'DDDDDD');

beforeEach(() => {
  const clock = new FakeClock();
  const onBug = (error: unknown) => {
    throw error;
  };
  directory = new FakeDirectory();
  for (const { roomId, code } of [here, there]) directory.addRoom(roomId, code);
  const rights = new Rights();
  links = new Links({ directory, clock, rights });
  told = [];
  moves = [];
  rights.subscribe((change) => void told.push(change));
  deviceMoves = new DeviceMoves({
    directory,
    rights,
    onBug,
    rooms: {
      withRoom: async (code, use) => use(code === here.code ? here : there),
    },
  });
  const isAdmin = async () => null;
  access = createAccess({ directory, moves: deviceMoves, clock, isAdmin, onBug });
  exchange = new Exchange({ access, directory, moves: deviceMoves, clock });
});

function somebody(brought: Partial<Credentials>): Credentials {
  const nothing = { device: null, key: null, admin: null, pin: null, userAgent: null };
  return { ...nothing, address: '10.0.0.7', ...brought };
}

async function hostKey(roomId = 1): Promise<string> {
  return (await links.create(roomId, { role: 'host', label: 'host' })).key;
}

const roleIn = async (place: Room, device: string) =>
  (await access.visit(place, somebody({ device }))).actor.role;

describe('a key that is exchanged', () => {
  it('[AC15] makes the browser a host under a new secret, and a secret that was planted before opens nothing', async () => {
    const planted = createSecret();
    const credentials = somebody({ device: planted, key: await hostKey() });
    const { visit, secret } = await exchange.byKey(here, { credentials, keepsSecret: false });
    expect(visit.actor.role).toBe('host');
    expect(secret).not.toBe(planted);
    expect(await roleIn(here, secret ?? '')).toBe('host');
    expect(await roleIn(here, planted)).toBe('participant');
  });

  it('[AC15] makes a device of a browser that was none', async () => {
    const credentials = somebody({ key: await hostKey() });
    const { secret } = await exchange.byKey(here, { credentials, keepsSecret: false });
    expect(await roleIn(here, secret ?? '')).toBe('host');
    expect(told).toEqual([]);
  });

  it('[AC16] takes along the other links, the visits and the players of the device', async () => {
    const bearer = { credentials: somebody({ key: await hostKey(2) }), keepsSecret: false };
    const { secret: first } = await exchange.byKey(there, bearer);
    await directory.setPin(1, '4711');
    await access.enter(here, somebody({ device: first, pin: '4711' }));
    const credentials = somebody({ device: first, key: await hostKey() });
    const { secret } = await exchange.byKey(here, { credentials, keepsSecret: false });
    expect(await roleIn(there, secret ?? '')).toBe('host');
    expect(await roleIn(there, first ?? '')).toBe('participant');
    await deviceMoves.settled();
    const [from, to] = [deviceIdOf(first ?? ''), deviceIdOf(secret ?? '')];
    expect(await directory.visitor(1, to)).toMatchObject({ hasPin: true });
    expect(moves).toEqual([
      ['DDDDDD', from, to],
      ['CCCCCC', from, to],
    ]);
  });

  it('[AC29] takes nothing from a browser that the answer did not reach', async () => {
    const bearer = { credentials: somebody({ key: await hostKey(2) }), keepsSecret: false };
    const { secret: first } = await exchange.byKey(there, bearer);
    const credentials = somebody({ device: first, key: await hostKey() });
    await exchange.byKey(here, { credentials, keepsSecret: false });
    expect(await roleIn(there, first ?? '')).toBe('host');
    expect([told, moves]).toEqual([[], []]);
    // It tries again, and this time it hears the answer.
    const { secret } = await exchange.byKey(here, { credentials, keepsSecret: false });
    for (const place of [here, there]) expect(await roleIn(place, secret ?? '')).toBe('host');
    expect(await roleIn(there, first ?? '')).toBe('participant');
  });

  it('[AC17] tells of the move, so that the other connections of the device come back', async () => {
    const device = createSecret();
    const credentials = somebody({ device, key: await hostKey() });
    const { secret } = await exchange.byKey(here, { credentials, keepsSecret: false });
    expect(told).toEqual([]);
    await Promise.all([roleIn(here, secret ?? ''), roleIn(here, secret ?? '')]);
    expect(told).toEqual([{ kind: 'device-moved', device: deviceIdOf(device) }]);
  });

  it('[AC18] leaves a program the secret that it keeps itself', async () => {
    const device = createSecret();
    const credentials = somebody({ device, key: await hostKey() });
    const { secret } = await exchange.byKey(here, { credentials, keepsSecret: true });
    expect(secret).toBeNull();
    expect(await roleIn(here, device)).toBe('host');
    expect(told).toEqual([]);
  });

  it('[AC18] a second time changes nothing', async () => {
    const key = await hostKey();
    const first = await exchange.byKey(here, {
      credentials: somebody({ key }),
      keepsSecret: false,
    });
    const credentials = somebody({ device: first.secret, key });
    const second = await exchange.byKey(here, { credentials, keepsSecret: false });
    expect(second.secret).toBeNull();
    expect(second.visit.actor.role).toBe('host');
  });

  it.each([
    ['unknown', 'unauthorized', async () => createSecret()],
    ['of another room', 'not_allowed', () => hostKey(2)],
  ])('that is %s moves and grants nothing', async (_, kind, keyOf) => {
    const device = createSecret();
    const credentials = somebody({ device, key: await keyOf() });
    await expect(exchange.byKey(here, { credentials, keepsSecret: false })).rejects.toMatchObject({
      wire: { kind },
    });
    expect([told, moves]).toEqual([[], []]);
    expect(await roleIn(here, device)).toBe('participant');
  });
});

describe('a PIN that is given', () => {
  it('[AC20] stays with the device, and makes one of a browser that was none', async () => {
    await directory.setPin(1, '4711');
    const credentials = somebody({ pin: '4711' });
    const { visit, secret } = await exchange.byPin(here, { credentials, keepsSecret: false });
    expect(visit.actor.role).toBe('participant');
    expect(await roleIn(here, secret ?? '')).toBe('participant');
  });
});
