import type { Socket } from 'socket.io-client';
import { afterEach, assert, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Action } from '#lib/protocol/actions.ts';
import { SERVER_LIMITS, SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import type { ActAck, Message, PushAck, You } from '#lib/protocol/messages.ts';
import type { Role } from '#lib/protocol/roles.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { createSecret, deviceIdOf, hashSecret } from '../access/secret.ts';
import { ask, next, SocketKit, tap } from './testing/socket-kit.ts';

let server: TestServer;
let kit: SocketKit;
let code: string;
let hostKey: string;
let roomId: number;

beforeEach(async () => {
  server = await startTestServer();
  kit = new SocketKit(server.url);
  ({ code, hostKey, roomId } = await open());
});

afterEach(async () => {
  kit.close();
  await server.close();
  expect(server.bugs).toEqual([]);
});

async function open() {
  const { rooms } = server.runtime;
  const made = await rooms.create({ name: 'Quiz night', players: ['Ada', 'Grace'] });
  const id = await rooms.withRoom(made.code, (room) => room.roomId);
  return { code: made.code, hostKey: made.hostKey, roomId: id };
}

async function link(role: Role, expiresAt?: number) {
  const wanted = { role, label: `a ${role}`, expiresAt };
  const { link: made, key } = await server.runtime.links.create(roomId, wanted);
  return { id: made.id, key };
}

async function seat(auth: object, more: object = {}) {
  const socket = kit.connect({ auth });
  return { socket, ...(await kit.join(socket, code, more)) };
}

const act = (socket: Socket, action: Action, key?: string) =>
  ask<ActAck>(socket, 'act', key === undefined ? { action } : { key, action });

/** How the server ends a connection: what it says, and how long it took. */
async function goodbye(socket: Socket, end: () => Promise<unknown>) {
  const problem = next<{ kind: string }>(socket, 'problem');
  const closed = next(socket, 'disconnect');
  const from = performance.now();
  await end();
  const { kind } = await problem;
  await closed;
  return { kind, inTime: performance.now() - from < SERVER_TIMINGS.revokeWithinMs };
}

const CUT = { kind: 'access_revoked', inTime: true };

describe('a join', () => {
  it.each<Role>(['host', 'scorekeeper', 'participant', 'spectator'])(
    'by the link of a %s is told so',
    async (role) => {
      const { key } = await link(role);
      expect((await seat({ key })).you).toEqual({ role, player: null });
    },
  );

  it('[AC2] [AC3] [AC4] by a key that opens nothing here is refused, and the connection may try without a room', async () => {
    const other = await open();
    for (const [key, kind] of [
      ['', 'unauthorized'],
      ['x'.repeat(43), 'unauthorized'],
      [other.hostKey, 'not_allowed'],
    ]) {
      await expect(seat({ key })).rejects.toThrow(kind);
    }
    const error = next<Error & { data: unknown }>(
      kit.connect({ auth: { key: 'x'.repeat(10_000) } }),
      'connect_error',
    );
    expect((await error).data).toMatchObject({ kind: 'unauthorized' });
  });

  it('[AC6] with a key in the address is refused, also where the key is right', async () => {
    for (const query of [{ key: hostKey }, { token: hostKey }]) {
      const error = next<Error & { data: unknown }>(kit.connect({ query }), 'connect_error');
      expect((await error).data).toMatchObject({ kind: 'unauthorized' });
    }
  });

  it('with a device that is none is refused as such', async () => {
    const error = next<Error & { data: unknown }>(
      kit.connect({ auth: { device: 'mine' } }),
      'connect_error',
    );
    expect((await error).data).toMatchObject({ kind: 'invalid_message' });
  });

  it('by the cookie of a browser is that of its device', async () => {
    const secret = createSecret();
    const { id } = await link('scorekeeper');
    await server.runtime.directory.grant(deviceIdOf(secret), id, Date.now());
    const socket = kit.connect({ extraHeaders: { cookie: `scoreroom_device=${secret}` } });
    expect((await kit.join(socket, code)).you.role).toBe('scorekeeper');
    const twice = `scoreroom_device=${secret}; scoreroom_device=${secret}`;
    const doubtful = kit.connect({ extraHeaders: { cookie: twice } });
    expect((await kit.join(doubtful, code)).you.role).toBe('participant');
  });

  it('[AC19] [AC20] to a room with a PIN gives it once', async () => {
    await server.runtime.directory.setPin(roomId, '4711');
    const device = createSecret();
    await expect(seat({ device })).rejects.toThrow('pin_required');
    await expect(seat({ device }, { pin: '1234' })).rejects.toThrow('pin_required');
    await seat({ device }, { pin: '4711' });
    await seat({ device });
  });

  it('[AC22] to a locked room is for those who were in it', async () => {
    const device = createSecret();
    await seat({ device });
    const { socket } = await seat({ key: hostKey });
    await act(socket, { type: 'change-settings', settings: { locked: true } });
    await expect(seat({ device: createSecret() })).rejects.toThrow('room_locked');
    await seat({ device });
  });
});

describe('rights that end', () => {
  it('[AC23] cut the connections of the link, within two seconds, and no others', async () => {
    const { id, key } = await link('scorekeeper');
    const [out, host, stranger] = [
      await seat({ key }),
      await seat({ key: hostKey }),
      await seat({}),
    ];
    expect(await goodbye(out.socket, () => server.runtime.links.revoke(roomId, id))).toEqual(CUT);
    expect(host.socket.connected && stranger.socket.connected).toBe(true);
    await expect(seat({ key })).rejects.toThrow('access_revoked');
  });

  it('[AC23] let nobody slip in who joins at that moment', async () => {
    const { id, key } = await link('host');
    const sockets = Array.from({ length: 20 }, () => kit.connect({ auth: { key } }));
    const joins = sockets.map((socket) => kit.join(socket, code).catch(() => null));
    await server.runtime.links.revoke(roomId, id);
    await Promise.all(joins);
    const refused = await Promise.all(
      sockets.map((socket) =>
        act(socket, { type: 'reset' }).then(
          (ack) => !ack.ok,
          () => true,
        ),
      ),
    );
    expect(refused.every(Boolean)).toBe(true);
    expect(await server.runtime.rooms.read(code)).toMatchObject({ generation: 1 });
  });

  it('[AC24] by themselves cut as well', async () => {
    const ends = Date.now() + 300;
    const { key } = await link('host', ends);
    const { socket } = await seat({ key });
    expect((await goodbye(socket, async () => {})).kind).toBe('access_revoked');
    expect(Date.now() - ends).toBeLessThan(SERVER_TIMINGS.revokeWithinMs);
  });

  it('[AC25] with a room that is closed or deleted cut everyone in it', async () => {
    const { socket } = await seat({ key: hostKey });
    const other = await seat({});
    const gone = Promise.all([socket, other.socket].map((one) => goodbye(one, async () => {})));
    await server.runtime.removeRoom({ roomId, code });
    expect(await gone).toEqual([CUT, CUT]);
    await expect(seat({ key: hostKey })).rejects.toThrow('room_not_found');
    expect(await server.runtime.rooms.read(code)).toBeNull();
  });

  it('[AC25] while it is let go of have whoever comes meanwhile sit in the room as it comes back', async () => {
    const lease = await server.registry.acquire(code);
    assert(lease !== null);
    const { promise: underWay, resolve: settle } = Promise.withResolvers<void>();
    vi.spyOn(lease.room, 'settled').mockReturnValueOnce(underWay);
    const welcomed = vi.spyOn(lease.room, 'welcome');
    const dropped = server.registry.drop(code);
    const socket = kit.connect();
    const joined = kit.join(socket, code);
    await vi.waitFor(() => expect(welcomed).toHaveBeenCalled());
    settle();
    await dropped;
    const { clientId } = await joined;
    const push = { clientId, mutations: [tap(1)] };
    expect(await ask(socket, 'push', push)).toMatchObject({ ok: true, upTo: 1 });
  });

  it('[AC26] of an admin end with the session, in every room', async () => {
    const { directory, rights } = server.runtime;
    const sessions = await Promise.all(
      Array.from({ length: 2 }, async () => {
        const secret = createSecret();
        await directory.createAdminSession(hashSecret(secret), Date.now());
        return secret;
      }),
    );
    const joined = await Promise.all(
      sessions.map(async (secret) => {
        const socket = kit.connect({ extraHeaders: { cookie: `scoreroom_admin=${secret}` } });
        return { socket, ...(await kit.join(socket, code)) };
      }),
    );
    expect(joined.map(({ you }) => you.role)).toEqual(['host', 'host']);
    const [first, second] = joined;
    const end = async () => {
      await directory.endAdminSession(hashSecret(sessions[0] ?? ''));
      rights.tell({ kind: 'admin-signed-out' });
    };
    expect(first && (await goodbye(first.socket, end))).toEqual(CUT);
    expect(second?.socket.connected).toBe(true);
  });

  it('[AC17] of a device that moved send its connections around', async () => {
    const device = createSecret();
    const { socket } = await seat({ device });
    const drained = next(socket, 'drain');
    const closed = next(socket, 'disconnect');
    server.runtime.rights.tell({ kind: 'device-moved', device: deviceIdOf(device) });
    expect(await drained).toEqual({ delayMs: 500 });
    await closed;
  });
});

describe('an action', () => {
  it('is done, told to everyone, and counts once under its key', async () => {
    const host = await seat({ key: hostKey });
    const other = await seat({});
    const heard = next(other.socket, 'delta');
    const action: Action = { type: 'set-score', player: 2, score: 12, reason: 'Misheard' };
    const done = { ok: true, version: 2, generation: 1, players: [2] };
    expect(await act(host.socket, action, 'fix-1')).toEqual({ ...done, duplicate: false });
    expect(await heard).toMatchObject([1, 2, [2, 12]]);
    expect(await act(host.socket, action, 'fix-1')).toEqual({ ...done, duplicate: true });
  });

  it('of a host is refused to everyone else, and the tap of a spectator too', async () => {
    for (const role of ['scorekeeper', 'participant', 'spectator'] as const) {
      const { socket } = await seat({ key: (await link(role)).key });
      expect(await act(socket, { type: 'reset' })).toMatchObject({
        error: { kind: 'not_allowed' },
      });
    }
    const { socket, clientId } = await seat({ key: (await link('spectator')).key });
    expect(
      await ask<PushAck>(socket, 'push', { clientId, mutations: [tap(1), tap(2)] }),
    ).toMatchObject({
      upTo: 2,
      refused: [
        [1, 'not_allowed'],
        [2, 'not_allowed'],
      ],
    });
    expect(await server.runtime.rooms.read(code)).toMatchObject({ version: 1 });
  });

  it('before joining is refused', async () => {
    expect(await act(kit.connect(), { type: 'reset' })).toMatchObject({
      error: { kind: 'not_joined' },
    });
  });

  it('[AC27] of a host is in the record, without what was announced; one of a participant is not', async () => {
    const host = await seat({ key: hostKey });
    const device = createSecret();
    const person = await seat({ device });
    await act(host.socket, { type: 'announce', text: 'Last round!' });
    await act(host.socket, { type: 'change-player', player: 1, name: 'Ada L.' });
    await act(person.socket, { type: 'claim-player', player: 2 });
    const entries = await server.runtime.directory.audit({ code, limit: 50 });
    expect(entries.map(({ action, by, detail }) => ({ action, by, detail }))).toEqual([
      { action: 'change-player', by: 'host', detail: { player: 1, name: 'Ada L.' } },
      { action: 'announce', by: 'host', detail: {} },
    ]);
  });
});

describe('who somebody is', () => {
  it('is told to all tabs of the device as it changes, and to nobody else', async () => {
    const device = createSecret();
    const [one, other, stranger] = [await seat({ device }), await seat({ device }), await seat({})];
    const told: unknown[] = [];
    stranger.socket.on('you', (you) => told.push(you));
    const both = () => Promise.all([one, other].map(({ socket }) => next<You>(socket, 'you')));
    let heard = both();
    await act(one.socket, { type: 'claim-player', player: 2 });
    const grace = { role: 'participant', player: 2 };
    expect(await heard).toEqual([grace, grace]);
    expect((await seat({ device })).you).toEqual(grace);
    heard = both();
    const host = await seat({ key: hostKey });
    await act(host.socket, { type: 'remove-player', player: 2 });
    const nobody = { role: 'participant', player: null };
    expect(await heard).toEqual([nobody, nobody]);
    expect(told).toEqual([]);
  });
});

describe('words', () => {
  it('of the host reach every screen', async () => {
    const [host, other] = [await seat({ key: hostKey }), await seat({})];
    const heard = new Promise<Message>((resolve) => {
      other.socket.on('message', (message: Message) => {
        if (message.kind === 'announcement') resolve(message);
      });
    });
    expect(await act(host.socket, { type: 'announce', text: 'Last round!' })).toMatchObject({
      ok: true,
    });
    expect(await heard).toEqual({ kind: 'announcement', text: 'Last round!' });
  });

  it('of cheer are not for spectators, can be turned off, and are metered', async () => {
    const cheer = (socket: Socket) => ask(socket, 'message', { kind: 'cheer', emoji: '🎉' });
    const spectator = await seat({ key: (await link('spectator')).key });
    const notAllowed = { ok: false, error: { kind: 'not_allowed' } };
    expect(await cheer(spectator.socket)).toMatchObject(notAllowed);
    const { socket } = await seat({});
    for (let count = 0; count < SERVER_LIMITS.cheerBurst; count += 1) {
      expect(await cheer(socket)).toEqual({ ok: true });
    }
    expect(await cheer(socket)).toMatchObject({
      error: { kind: 'rate_limited', retryAfterMs: expect.any(Number) },
    });
    const host = await seat({ key: hostKey });
    await act(host.socket, { type: 'change-settings', settings: { cheers: false } });
    expect(await cheer((await seat({})).socket)).toMatchObject(notAllowed);
  });
});
