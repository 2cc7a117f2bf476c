import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Socket } from 'socket.io-client';
import { HOST } from '#lib/testing/actors.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import type { Delta, Message, PushAck, Presence } from '#lib/protocol/messages.ts';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../../../testing/servers/test-database.ts';
import { startRedis, whyNoRedis, type RedisServer } from '../../../testing/servers/redis-server.ts';
import { createSecret } from '../access/secret.ts';
import { ask, next, SocketKit, tap } from '../socket/testing/socket-kit.ts';
import { PostgresRooms } from '../storage/postgres/postgres-rooms.ts';
import { RedisChannels } from './redis-channels.ts';

/** What is promised without Redis. */
const SOON_MS = 3_000;

const silent = { warn: () => undefined, error: () => undefined };

interface Node {
  readonly server: TestServer;
  readonly kit: SocketKit;
  readonly channels: RedisChannels;
}

let database: TestDatabase;
let redis: RedisServer;
let a: Node;
let b: Node;
let code: string;

async function startNode(): Promise<Node> {
  const channels = new RedisChannels({ url: redis.url, log: silent, random: Math.random });
  const server = await startTestServer({ shared: { databaseUrl: database.url, channels } });
  return { server, kit: new SocketKit(server.url), channels };
}

/** Somebody in the room, and the deltas that they hear. */
async function seat({ kit }: Node) {
  const socket = kit.connect();
  const deltas: Delta[] = [];
  socket.on('delta', (delta: Delta) => deltas.push(delta));
  const clientId = createSecret().slice(0, 22);
  await kit.join(socket, code, { clientId });
  return { socket, clientId, deltas };
}

const push = (socket: Socket, clientId: string, ...mutations: object[]) =>
  ask<PushAck>(socket, 'push', { clientId, mutations });

/** How long it took until it was so. */
async function until(isSo: () => boolean, withinMs: number): Promise<number> {
  const from = performance.now();
  await vi.waitFor(() => expect(isSo()).toBe(true), { timeout: withinMs, interval: 5 });
  return performance.now() - from;
}

const isUp = () => until(() => a.channels.isUp && b.channels.isUp, 10_000);

describePostgres('two nodes on one PostgreSQL and one Redis', () => {
  beforeAll(async () => {
    const missing = whyNoRedis();
    if (missing !== null) throw new Error(missing);
    database = await testDatabase();
    redis = await startRedis();
  }, DATABASE_TIMEOUT_MS);

  afterAll(async () => {
    await redis.remove();
    await database.remove();
  });

  beforeEach(async () => {
    [a, b] = await Promise.all([startNode(), startNode()]);
    await isUp();
    const made = await a.server.runtime.rooms.create({ name: 'Quiz', players: ['Ada', 'Grace'] });
    code = made.code;
  });

  afterEach(async () => {
    for (const { kit, server } of [a, b]) {
      kit.close();
      await server.close();
      expect(server.bugs).toEqual([]);
    }
  });

  it('a tap on one shows on the other at once', async () => {
    const here = await seat(a);
    const there = await seat(b);
    // The first may be missed: subscriptions go out as a room is loaded, and nobody waits for them.
    expect(await push(here.socket, here.clientId, tap(1, { delta: 5 }))).toMatchObject({
      ok: true,
    });
    await until(() => there.deltas.length > 0, SOON_MS);
    // What comes by its news needs no look at the storage, however soon that would be.
    const loads = vi.spyOn(PostgresRooms.prototype, 'loadChanges');
    await push(here.socket, here.clientId, tap(2, { delta: 7 }));
    await until(() => there.deltas.some(([, , scores]) => scores[1] === 12), SOON_MS);
    expect(loads).not.toHaveBeenCalled();
  });

  it('without Redis a tap is taken as fast, and shows on the other within three seconds', async () => {
    const here = await seat(a);
    const there = await seat(b);
    await redis.kill();
    try {
      const from = performance.now();
      expect(await push(here.socket, here.clientId, tap(1))).toMatchObject({ ok: true, upTo: 1 });
      expect(performance.now() - from).toBeLessThan(1_000);
      await until(() => there.deltas.length > 0, SOON_MS);
    } finally {
      await redis.start();
    }
    await isUp();
    there.deltas.length = 0;
    await push(here.socket, here.clientId, tap(2));
    await until(() => there.deltas.length > 0, SOON_MS);
  });

  it('a Redis that is frozen keeps nobody waiting', async () => {
    const here = await seat(a);
    const there = await seat(b);
    redis.freeze();
    try {
      for (let id = 1; id <= 20; id += 1) {
        expect(await push(here.socket, here.clientId, tap(id))).toMatchObject({ ok: true });
      }
      await until(() => there.deltas.at(-1)?.[2][1] === 20, SOON_MS);
    } finally {
      redis.thaw();
    }
    await isUp();
  });

  it('people on both tap at the same time, and each tap counts once on both', async () => {
    const here = await seat(a);
    const there = await seat(b);
    const taps = async ({ socket, clientId }: Awaited<ReturnType<typeof seat>>, player: number) => {
      for (let id = 1; id <= 50; id += 1) {
        expect(await push(socket, clientId, tap(id, { player }))).toMatchObject({ ok: true });
      }
    };
    await Promise.all([taps(here, 1), taps(there, 2)]);
    for (const { server } of [a, b]) {
      const scores = async () => {
        const snapshot = await server.runtime.rooms.read(code);
        return snapshot?.players.map(({ score }) => score);
      };
      await vi.waitFor(async () => expect(await scores()).toEqual([50, 50]), { timeout: SOON_MS });
    }
  });

  it('a client that goes on at another node gets the verdict that it had', async () => {
    const here = await seat(a);
    const { clientId } = here;
    await push(here.socket, clientId, tap(1), tap(2));
    here.socket.disconnect();
    const there = b.kit.connect();
    const joined = await b.kit.join(there, code, { clientId });
    expect(joined.lastId).toBe(2);
    const answer = await push(there, clientId, tap(2), tap(3));
    expect(answer).toMatchObject({ ok: true, upTo: 3, duplicates: [2] });
  });

  it('the number of people, cheers and announcements go through all nodes', async () => {
    const here = await seat(a);
    const there = await seat(b);
    const counts: number[] = [];
    for (const { socket } of [here, there]) {
      socket.on('presence', ({ here: people }: Presence) => counts.push(people));
    }
    await until(() => counts.filter((people) => people === 2).length >= 2, 10_000);
    const messages: Message[] = [];
    there.socket.on('message', (message: Message) => messages.push(message));
    await ask(here.socket, 'message', { kind: 'cheer', emoji: '🎉' });
    await until(() => messages.some(({ kind }) => kind === 'cheers'), SOON_MS);
    await a.server.runtime.rooms.withRoom(code, async (room) => {
      await room.act(HOST, { type: 'announce', text: 'Five minutes' });
    });
    await until(() => messages.some(({ kind }) => kind === 'announcement'), SOON_MS);
    there.socket.disconnect();
    await until(() => counts.at(-1) === 1, 10_000);
  });

  it('a link that is taken back on one ends its connections on the other within two seconds', async () => {
    const { links, rooms } = a.server.runtime;
    const roomId = await rooms.withRoom(code, (room) => room.roomId);
    const { link, key } = await links.create(roomId, { role: 'scorekeeper', label: 'Desk' });
    const socket = b.kit.connect({ auth: { key } });
    const joined = await b.kit.join(socket, code);
    expect(joined.you.role).toBe('scorekeeper');
    const problem = next<{ kind: string }>(socket, 'problem');
    const from = performance.now();
    await links.revoke(roomId, link.id);
    expect((await problem).kind).toBe('access_revoked');
    expect(performance.now() - from).toBeLessThan(2_500);
  });

  it('a room that is erased on one is gone on the other', async () => {
    const there = await seat(b);
    const closed = next(there.socket, 'disconnect');
    const roomId = await a.server.runtime.rooms.withRoom(code, (room) => room.roomId);
    await a.server.runtime.removeRoom({ roomId, code });
    await closed;
    await expect(b.kit.join(b.kit.connect(), code)).rejects.toThrow('room_not_found');
  });
});
