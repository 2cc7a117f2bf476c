import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { PushAck, Snapshot } from '#lib/protocol/messages.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { ask, next, SocketKit, tap } from './testing/socket-kit.ts';

const ALLOWED = 'https://friend.example';
/** A CONNECT by hand. */
const CONNECT = `40{"protocol":${PROTOCOL_VERSION}}`;

let server: TestServer;
let code: string;
let kit: SocketKit;

beforeEach(async () => {
  server = await startTestServer({ allowedOrigins: [ALLOWED] });
  kit = new SocketKit(server.url);
  ({ code } = await server.runtime.rooms.create({ name: 'Quiz night', players: ['Ada', 'Grace'] }));
});

afterEach(async () => {
  kit.close();
  await server.close();
  expect(server.bugs).toEqual([]);
});

type Transports = ('websocket' | 'polling')[];

const connect: SocketKit['connect'] = (options) => kit.connect(options);
const join = (socket: Socket, clientId?: string) =>
  kit.join(socket, code, clientId === undefined ? {} : { clientId });

describe.each<{ name: string; transports: Transports }>([
  { name: 'WebSocket', transports: ['websocket'] },
  { name: 'long polling', transports: ['polling'] },
  { name: 'long polling that becomes a WebSocket', transports: ['polling', 'websocket'] },
])('over $name', ({ transports }) => {
  it('a joiner is given the board, its mark, the count, the clock and a greeting', async () => {
    const socket = connect({ transports });
    const greeting = next(socket, 'message');
    const joined = await join(socket);
    expect(joined).toMatchObject({
      epoch: expect.any(Number),
      lastId: 0,
      here: 1,
      you: { role: 'participant', player: null },
      snapshot: { code, name: 'Quiz night', version: 1, generation: 1 },
    });
    expect(Math.abs(joined.now - Date.now())).toBeLessThan(60_000);
    expect(await greeting).toEqual({ kind: 'greeting', text: 'Welcome to Quiz night!' });
  });

  it('a tap is acknowledged, and everyone hears of it', async () => {
    const [ada, grace] = [connect({ transports }), connect({ transports })];
    const { clientId } = await join(ada);
    await join(grace);
    const heard = Promise.all([next(ada, 'delta'), next(grace, 'delta')]);
    const ack = await ask<PushAck>(ada, 'push', { clientId, mutations: [tap(1)] });
    expect(ack).toEqual({ ok: true, upTo: 1, version: 2 });
    expect(await heard).toEqual([
      [1, 2, [1, 1]],
      [1, 2, [1, 1]],
    ]);
  });

  it('the acknowledgement arrives before the delta that shows the tap', async () => {
    const socket = connect({ transports });
    const { clientId } = await join(socket);
    const order: string[] = [];
    const delta = next(socket, 'delta').then(() => order.push('delta'));
    await new Promise<void>((resolve) => {
      socket.emit('push', { clientId, mutations: [tap(1)] }, () => {
        order.push('ack');
        resolve();
      });
    });
    await delta;
    expect(order).toEqual(['ack', 'delta']);
  });

  it('a push again gets the verdicts that it had', async () => {
    const socket = connect({ transports });
    const { clientId } = await join(socket);
    const push = { clientId, mutations: [tap(1), tap(2, { player: 99 })] };
    await ask(socket, 'push', push);
    expect(await ask(socket, 'push', push)).toEqual({
      ok: true,
      upTo: 2,
      version: 2,
      duplicates: [1],
      refused: [[2, 'unknown_player']],
    });
  });

  it('who comes back is given what they missed', async () => {
    const socket = connect({ transports });
    const { epoch, clientId } = await join(socket);
    await ask(socket, 'push', { clientId, mutations: [tap(1)] });
    const again = await ask(connect({ transports }), 'join', {
      room: code,
      clientId,
      epoch,
      version: 1,
    });
    expect(again).toMatchObject({ ok: true, lastId: 1, delta: [1, 2, [1, 1]] });
  });

  it('a cheer is told to the room at once, and more of them together', async () => {
    const [ada, grace] = [connect({ transports }), connect({ transports })];
    await join(ada);
    const greeted = next(grace, 'message');
    await join(grace);
    await greeted;
    const heard: unknown[] = [];
    grace.on('message', (message: { counts: [string, number][] }) => heard.push(message));
    const cheer = (emoji: string) => ask(ada, 'message', { kind: 'cheer', emoji });
    expect(await cheer('🎉')).toEqual({ ok: true });
    await Promise.all([cheer('🎉'), cheer('🎉'), cheer('🔥')]);
    await expect.poll(() => heard).toHaveLength(2);
    expect(heard).toEqual([
      { kind: 'cheers', counts: [['🎉', 1]] },
      {
        kind: 'cheers',
        counts: [
          ['🎉', 2],
          ['🔥', 1],
        ],
      },
    ]);
  });
});

describe('presence', () => {
  it('counts clients, not connections', async () => {
    const [one, other] = [connect(), connect()];
    const { clientId } = await join(one);
    expect((await join(other, clientId)).here).toBe(1);
    const third = connect();
    expect((await join(third)).here).toBe(2);
    const left = next(one, 'presence');
    third.disconnect();
    expect(await left).toEqual({ here: 1 });
  });
});

describe('pulse', () => {
  it('tells where the room stands', async () => {
    const socket = connect();
    const { epoch } = await join(socket);
    expect(await next(socket, 'pulse')).toMatchObject({
      epoch,
      version: 1,
      now: expect.any(Number),
    });
  });

  it('is answered by a client that missed something with a sync', async () => {
    const socket = connect();
    const { epoch } = await join(socket);
    expect(await ask(socket, 'sync', { epoch, version: 1 })).toEqual({
      ok: true,
      epoch,
      delta: [1, 1, []],
    });
    const whole = await ask<{ snapshot: Snapshot }>(socket, 'sync', { epoch: 3, version: 1 });
    expect(whole.snapshot.version).toBe(1);
  });
});

describe('handshake', () => {
  it.each([
    { auth: { protocol: undefined } },
    { auth: { protocol: OLDEST_PROTOCOL_VERSION - 1 } },
    { auth: { protocol: PROTOCOL_VERSION + 1 } },
    { auth: { protocol: String(PROTOCOL_VERSION) } },
  ])('with $auth is refused with the version that is spoken', async ({ auth }) => {
    const error = await next<Error & { data: unknown }>(connect({ auth }), 'connect_error');
    expect(error.data).toMatchObject({ kind: 'protocol_version', retryable: false });
  });

  it.each([
    ['https://evil.example', false],
    ['null', false],
    [ALLOWED, true],
  ])('from origin %s is let in: %s', async (origin, isLetIn) => {
    const socket = connect({ extraHeaders: { origin } });
    const outcome = await Promise.race([
      next(socket, 'connect').then(() => true),
      next(socket, 'connect_error').then(() => false),
    ]);
    expect(outcome).toBe(isLetIn);
  });

  it('from the own origin and from programs is let in', async () => {
    await next(connect({ extraHeaders: { origin: server.url } }), 'connect');
    await next(connect(), 'connect');
  });

  it('tells browsers of allowed origins, and only those, that polling is theirs', async () => {
    const poll = (origin: string) =>
      fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    expect((await poll(ALLOWED)).headers.get('access-control-allow-origin')).toBe(ALLOWED);
    const evil = await poll('https://evil.example');
    expect([evil.status, evil.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  it.each([
    'transport=webtransport&EIO=4',
    'transport=polling&EIO=3',
    'EIO=4&transport=polling&sid=__proto__',
  ])('with %s is a bad request', async (query) => {
    expect((await fetch(`${server.url}/socket.io/?${query}`)).status).toBe(400);
  });

  it('for another upgrade is cut off', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/_next/webpack-hmr`);
    await expect(
      new Promise((resolve, reject) => {
        socket.on('open', resolve);
        socket.on('error', reject);
      }),
    ).rejects.toThrow();
  });
});

describe('bad input', () => {
  const clientId = 'A'.repeat(22);
  const push = (mutation: unknown) => ({ clientId, mutations: [mutation] });

  it.each<[string, string, unknown, string]>([
    ['a room that is no code', 'join', { room: '../../etc', clientId }, 'invalid_message'],
    ['an unknown room', 'join', { room: 'YYYYYY', clientId }, 'room_not_found'],
    ['a foreign key', 'join', { room: 'YYYYYY', clientId, admin: true }, 'invalid_message'],
    ['a short client id', 'join', { room: 'YYYYYY', clientId: 'A' }, 'invalid_message'],
    ['no payload', 'join', null, 'invalid_message'],
    ['a push before joining', 'push', push(tap(1)), 'not_joined'],
    ['a sync before joining', 'sync', {}, 'not_joined'],
    ['a cheer before joining', 'message', { kind: 'cheer', emoji: '🎉' }, 'not_joined'],
    ['an unknown event', 'hack', {}, 'unknown_event'],
    ['an event called error', 'error', {}, 'unknown_event'],
    ['an event of the prototype', '__proto__', {}, 'unknown_event'],
  ])('%s is answered as such', async (_, event, payload, kind) => {
    expect(await ask(connect(), event, payload)).toMatchObject({ ok: false, error: { kind } });
  });

  it.each<[string, unknown, string]>([
    ['delta 0', push(tap(1, { delta: 0 })), 'invalid_message'],
    ['delta 1.5', push(tap(1, { delta: 1.5 })), 'invalid_message'],
    ['delta "1"', push(tap(1, { delta: '1' })), 'invalid_message'],
    ['delta beyond a million', push(tap(1, { delta: 1_000_001 })), 'invalid_message'],
    [
      'delta null, which is what JSON makes of Infinity',
      push(tap(1, { delta: null })),
      'invalid_message',
    ],
    ['no mutation', { clientId, mutations: [] }, 'invalid_message'],
    [
      '101 mutations',
      { clientId, mutations: Array.from({ length: 101 }, (_, i) => tap(i + 1)) },
      'invalid_message',
    ],
    ['a gap within a push', { clientId, mutations: [tap(1), tap(3)] }, 'invalid_message'],
    ['a gap before a push', push(tap(7)), 'out_of_order'],
    ['a cheer that is none', { kind: 'cheer', emoji: 'buy now' }, 'invalid_message'],
    ['a string', 'push', 'invalid_message'],
    ['an array', [1, 2, 3], 'invalid_message'],
  ])('%s changes nothing and disturbs nobody', async (_, payload, kind) => {
    const [bad, good] = [connect(), connect()];
    await join(bad, clientId);
    const { clientId: other } = await join(good);
    expect(await ask(bad, 'push', payload)).toMatchObject({ ok: false, error: { kind } });
    const heard = next(good, 'delta');
    expect(
      await ask<PushAck>(good, 'push', { clientId: other, mutations: [tap(1)] }),
    ).toMatchObject({ version: 2 });
    expect(await heard).toEqual([1, 2, [1, 1]]);
    expect(await ask<PushAck>(bad, 'push', push(tap(1)))).toMatchObject({ ok: true, version: 3 });
  });

  it('binary ends its connection, and disturbs nobody', async () => {
    const [bad, good] = [connect(), connect()];
    await join(bad, clientId);
    const { clientId: other } = await join(good);
    const ended = next(bad, 'disconnect');
    bad.emit('push', Buffer.from('hello'));
    await ended;
    const answer = await ask<PushAck>(good, 'push', { clientId: other, mutations: [tap(1)] });
    expect(answer).toMatchObject({ ok: true, version: 2 });
  });

  it('an unknown player is refused for good, and spends the id', async () => {
    const socket = connect();
    await join(socket, clientId);
    expect(await ask(socket, 'push', push(tap(1, { player: 99 })))).toEqual({
      ok: true,
      upTo: 1,
      version: 1,
      refused: [[1, 'unknown_player']],
    });
    expect(await ask(socket, 'push', push(tap(2)))).toMatchObject({ ok: true, upTo: 2 });
  });

  it('a number that JSON reads as infinity is refused', async () => {
    // What a program in another language may put on the wire; no JavaScript client can.
    const raw = new WebSocket(
      `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    const lines: string[] = [];
    raw.on('message', (data: Buffer) => lines.push(data.toString()));
    const heard = (start: string) =>
      expect.poll(() => lines.find((line) => line.startsWith(start)));
    await heard('0{').toBeDefined();
    raw.send(CONNECT);
    await heard('40{').toBeDefined();
    raw.send(`421["join",{"room":"${code}","clientId":"${clientId}"}]`);
    await heard('431[').toContain('"ok":true');
    const mutation = '{"id":1,"type":"score","generation":1,"player":1,"delta":1e400}';
    raw.send(`422["push",{"clientId":"${clientId}","mutations":[${mutation}]}]`);
    await heard('432[').toContain('invalid_message');
    raw.close();
  });

  it('a missing acknowledgement is named, and nothing happens', async () => {
    const socket = connect();
    await join(socket, clientId);
    const problem = next(socket, 'problem');
    socket.emit('push', push(tap(1)));
    expect(await problem).toMatchObject({ kind: 'ack_required' });
    expect(await server.runtime.rooms.read(code)).toMatchObject({ version: 1 });
  });

  it('too few or too many arguments are answered', async () => {
    const socket = connect();
    await join(socket, clientId);
    expect(await socket.timeout(5_000).emitWithAck('push')).toMatchObject({
      error: { kind: 'invalid_message' },
    });
    expect(await socket.timeout(5_000).emitWithAck('push', {}, {})).toMatchObject({
      error: { kind: 'invalid_message' },
    });
  });

  it('a second join is refused, and the first one stands', async () => {
    const socket = connect();
    await join(socket, clientId);
    expect(await ask(socket, 'join', { room: code, clientId })).toMatchObject({
      error: { kind: 'already_joined' },
    });
    expect(await ask(socket, 'push', push(tap(1)))).toMatchObject({ ok: true });
  });

  it('a frame over the limit closes that connection only', async () => {
    const [bad, good] = [connect(), connect()];
    await join(bad, clientId);
    const { clientId: other } = await join(good);
    const closed = next(bad, 'disconnect');
    bad.emit('push', 'x'.repeat(SERVER_LIMITS.frameBytes + 1), () => {});
    await closed;
    expect(await ask(good, 'push', { clientId: other, mutations: [tap(1)] })).toMatchObject({
      ok: true,
    });
  });

  it('a connection that sends little else is closed', async () => {
    const socket = connect();
    await join(socket, clientId);
    const closed = next(socket, 'disconnect');
    for (let index = 0; index <= SERVER_LIMITS.badMessages; index += 1)
      socket.emit('push', null, () => {});
    await closed;
  });

  it('too many taps are sent back with how long to wait, and spend nothing', async () => {
    const socket = connect();
    await join(socket, clientId);
    const mutations = (from: number) =>
      Array.from({ length: 100 }, (_, index) => tap(from + index));
    const acks: PushAck[] = [];
    for (let from = 1; from <= SERVER_LIMITS.mutationBurst + 500; from += 100) {
      acks.push(await ask<PushAck>(socket, 'push', { clientId, mutations: mutations(from) }));
    }
    const refused = acks.find((ack) => !ack.ok);
    expect(refused).toMatchObject({
      error: { kind: 'rate_limited', retryAfterMs: expect.any(Number) },
    });
    const counted = acks.findIndex((ack) => !ack.ok) * 100;
    const room = await server.runtime.rooms.read(code);
    expect(room?.players[0]?.score).toBe(counted);
  });

  /** A connection by hand, for what no client library sends. */
  async function rawConnection() {
    const raw = new WebSocket(
      `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    const lines: string[] = [];
    raw.on('message', (data: Buffer) => lines.push(data.toString()));
    const closed = new Promise<void>((resolve) => raw.once('close', () => resolve()));
    await expect.poll(() => lines.length).toBe(1);
    return { raw, lines, closed };
  }

  it('a second CONNECT closes the connection, also when both come at once', async () => {
    const { raw, lines, closed } = await rawConnection();
    for (let count = 0; count < 50; count += 1) raw.send(CONNECT);
    await closed;
    expect(lines.filter((line) => line.startsWith('40{')).length).toBeLessThanOrEqual(1);
  });

  it('a DISCONNECT closes the connection, so that no limit starts anew', async () => {
    const { raw, lines, closed } = await rawConnection();
    raw.send(CONNECT);
    await expect.poll(() => lines.at(-1)).toMatch(/^40\{/);
    raw.send('41');
    await closed;
  });

  it('a foreign namespace is refused', async () => {
    const socket = io(`${server.url}/admin`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { protocol: PROTOCOL_VERSION },
    });
    await next(socket, 'connect_error');
    socket.disconnect();
  });
});

describe('drain', () => {
  it('sends clients away with a delay of their own, and takes nobody in', async () => {
    const socket = connect();
    await join(socket);
    const drained = next<{ delayMs: number }>(socket, 'drain');
    server.gateway.drain(2_000);
    expect(await drained).toEqual({ delayMs: 1_000 });
    const error = await next<Error & { data: unknown }>(connect(), 'connect_error');
    expect(error.data).toMatchObject({ kind: 'draining', retryable: true });
  });

  it('acknowledges what was sent before', async () => {
    const socket = connect();
    const { clientId } = await join(socket);
    const ack = ask<PushAck>(socket, 'push', { clientId, mutations: [tap(1)] });
    server.gateway.drain(0);
    expect(await ack).toMatchObject({ ok: true, upTo: 1 });
  });
});
