import { afterEach, describe, expect, it } from 'vitest';
import type { Socket } from 'socket.io-client';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { PushAck } from '#lib/protocol/messages.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import type { Load } from '#lib/server/limits/loop-gate.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import {
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '#lib/testing/test-server.ts';
import { RawPolling, RawWebSocket, upgradeStatus } from './testing/raw-client.ts';
import { ask, next, SocketKit, tap } from './testing/socket-kit.ts';

const POLLING = '/socket.io/?EIO=4&transport=polling';
const CONNECT = `0{"protocol":${PROTOCOL_VERSION}}`;

let server: TestServer;
let kit: SocketKit;
let neighbour: { readonly socket: Socket; readonly clientId: string };
let taps = 0;

/** A server with somebody in a room, who is to notice nothing. */
async function start(options: TestServerOptions = {}) {
  server = await startTestServer(options);
  kit = new SocketKit(server.url);
  const socket = kit.connect();
  const { clientId } = await kit.join(socket, await createRoom());
  neighbour = { socket, clientId };
  taps = 0;
}

async function createRoom(): Promise<string> {
  const room = { name: 'Next door', players: ['Ada'] };
  return (await server.runtime.rooms.create(room)).code;
}

async function expectNeighbourServed() {
  const { socket, clientId } = neighbour;
  const push = { clientId, mutations: [tap((taps += 1))] };
  expect(await ask<PushAck>(socket, 'push', push)).toMatchObject({ ok: true, upTo: taps });
}

afterEach(async () => {
  await expectNeighbourServed();
  kit.close();
  await server.close();
  expect(server.bugs).toEqual([]);
});

/** Runs something many times. */
const times = (count: number, run: (index: number) => void) => {
  for (let index = 0; index < count; index += 1) run(index);
};

describe('one WebSocket', () => {
  it('that floods with packets is closed', async () => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    raw.send(`4${CONNECT}`);
    times(SERVER_LIMITS.packetBurst + 200, () => raw.send('3'));
    expect(await raw.ended).toEqual({ code: 1008 });
  });

  it('that floods with pings is closed, and so is one that floods with pongs', async () => {
    await start();
    for (const kind of ['ping', 'pong'] as const) {
      const raw = await RawWebSocket.open(server.url);
      times(SERVER_LIMITS.packetBurst + 200, () => raw.socket[kind]());
      await raw.ended;
    }
  });

  it('that cuts a message into many small pieces is closed', async () => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    times(SERVER_LIMITS.fragments + 1, () => raw.socket.send('a', { fin: false }));
    expect(await raw.ended).toEqual({ code: 1008 });
  });

  it('that sends a frame too long is closed', async () => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    raw.send(`4${'a'.repeat(SERVER_LIMITS.frameBytes)}`);
    expect(await raw.ended).toEqual({ code: 1009 });
  });

  it.each([
    ['without its parts', '450-'],
    ['with one part to come', '451-["push",{"_placeholder":true,"num":0}]'],
    ['with thousands of parts to come', '45999-["push",{}]'],
    ['as an acknowledgement', '461-0["a"]'],
  ])('that announces binary, %s, is closed', async (_, message) => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    raw.send(`4${CONNECT}`, message);
    await raw.ended;
  });

  it('that connects to one unknown namespace after another is told so, then closed; none is made', async () => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    times(SERVER_LIMITS.badMessages + 1, (index) => raw.send(`40/room${index},`));
    await raw.ended;
    const refused = raw.heard.filter((message) => message.startsWith('44/room'));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(SERVER_LIMITS.badMessages);
    expect(server.runtime.sockets.io._nsps.size).toBe(1);
  });

  it('that sends a second CONNECT, or many at once, is closed and was one at most', async () => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    raw.send(...Array.from({ length: 500 }, () => `4${CONNECT}`));
    await raw.ended;
    expect(server.runtime.sockets.io.sockets.sockets.size).toBe(1);
  });

  it('that sends an event before its CONNECT is closed', async () => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    raw.send('420["clock",{}]');
    await raw.ended;
  });

  it('that acknowledges what nobody has asked is still served', async () => {
    await start();
    const socket = kit.connect();
    await next(socket, 'connect');
    times(20, (index) => socket.io.engine.write(`3${index}["what"]`));
    expect(await ask(socket, 'clock', {})).toMatchObject({ ok: true });
  });

  it.each(['connect', 'disconnecting', 'newListener'])(
    'that sends the reserved event %s is closed, and nothing else happens',
    async (event) => {
      await start();
      const raw = await RawWebSocket.open(server.url);
      raw.send(`4${CONNECT}`);
      await new Promise((resolve) => raw.socket.once('message', resolve));
      raw.send(`420["${event}",{}]`);
      await raw.ended;
    },
  );

  it.each([
    ['no name at all', '420[]'],
    ['a name that is a number', '420[7,{}]'],
    ['a name that is an object', '420[{},{}]'],
    ['values a thousand deep', `420["clock",${'['.repeat(5_000)}${']'.repeat(5_000)}]`],
    ['a very long array', `420["clock",[${'0,'.repeat(8_000)}0]]`],
    ['ten payloads', '420["clock",1,2,3,4,5,6,7,8,9,10]'],
    ['nothing that is JSON', '420["clock",'],
  ])('that sends an event with %s is answered, or closed', async (_, message) => {
    await start();
    const raw = await RawWebSocket.open(server.url);
    raw.send(`4${CONNECT}`);
    await new Promise((resolve) => raw.socket.once('message', resolve));
    const answered = new Promise((resolve) => raw.socket.once('message', resolve));
    raw.send(message);
    await Promise.race([answered, raw.ended]);
    expect(raw.heard.slice(2).filter((answer) => answer.includes('"ok":true'))).toEqual([]);
  });
});

describe('one connection by long polling', () => {
  it('may send so many packets at once, and is closed for one more, which are not read', async () => {
    await start();
    const raw = await RawPolling.open(server.url);
    const bodyOf = (packets: number) => Array.from({ length: packets }, () => '3').join('\x1e');
    expect(await raw.post(bodyOf(SERVER_LIMITS.packetsPerPost))).toBe(200);
    await raw.post(bodyOf(SERVER_LIMITS.packetsPerPost + 1));
    expect(await raw.poll()).toBe(400);
  });

  it('cannot send a hundred thousand events in one body', async () => {
    await start();
    const raw = await RawPolling.open(server.url);
    expect(await raw.post(Array.from({ length: 125_000 }, () => '42["a"]').join('\x1e'))).not.toBe(
      200,
    );
  });

  it('that sends one full body after another is closed', async () => {
    await start();
    const raw = await RawPolling.open(server.url);
    const body = Array.from({ length: SERVER_LIMITS.packetsPerPost }, () => '3').join('\x1e');
    for (let sent = 0; sent <= SERVER_LIMITS.packetBurst; sent += SERVER_LIMITS.packetsPerPost)
      await raw.post(body);
    expect(await raw.poll()).toBe(400);
  });

  it('that sends bytes instead of text is refused and closed', async () => {
    await start();
    const raw = await RawPolling.open(server.url);
    expect(await raw.post('4', 'application/octet-stream')).toBe(400);
    expect(await raw.poll()).toBe(400);
  });

  it.each(['CONNECT after CONNECT', 'events before a CONNECT'])(
    'that sends %s is closed',
    async (what) => {
      await start();
      const raw = await RawPolling.open(server.url);
      const packet = what.startsWith('events') ? '420["clock",{}]' : `4${CONNECT}`;
      await raw.post(Array.from({ length: 200 }, () => packet).join('\x1e'));
      // What was said before the end is still read.
      while ((await raw.poll()) === 200);
      expect(server.runtime.sockets.io.sockets.sockets.size).toBe(1);
    },
  );
});

describe('a handshake', () => {
  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(server.url + path, { headers })).status;

  it.each([['https://evil.example'], ['null'], ['http://127.0.0.1.evil.example']])(
    'of a page of %s is refused before anything is opened',
    async (origin) => {
      await start();
      expect(await upgradeStatus(server.url, { Origin: origin })).toBe(403);
      expect(await statusOf(POLLING, { origin })).toBe(403);
      expect(server.runtime.limits.connections.count).toBe(1);
    },
  );

  it.each([
    ['an unknown transport', '/socket.io/?EIO=4&transport=webtransport'],
    ['a transport of the prototype', '/socket.io/?EIO=4&transport=__proto__'],
    ['no transport', '/socket.io/?EIO=4'],
    ['a session of the prototype', `${POLLING}&sid=__proto__`],
    ['a session that is not there', `${POLLING}&sid=constructor`],
    ['another version of Engine.IO', '/socket.io/?EIO=3&transport=polling'],
  ])('with %s is refused', async (_, path) => {
    await start();
    expect(await statusOf(path)).toBe(400);
    expect(await upgradeStatus(server.url, {}, path)).not.toBe(101);
  });

  it('that changes its version when it upgrades is refused', async () => {
    await start();
    const answer = await fetch(server.url + POLLING);
    const { sid } = JSON.parse((await answer.text()).slice(1)) as { sid: string };
    for (const version of ['EIO=3&', '']) {
      const path = `/socket.io/?${version}transport=websocket&sid=${sid}`;
      expect(await upgradeStatus(server.url, {}, path)).toBe(400);
    }
  });

  it('after too many of one address is refused, and told when to come back', async () => {
    const clock = new FakeClock();
    await start({ clock });
    const { limits } = server.runtime;
    times(SERVER_LIMITS.handshakeBurst, () => limits.refuseHandshake('127.0.0.1'));
    const refused = await fetch(server.url + POLLING);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ kind: 'rate_limited', retryAfterMs: 10 });
    expect(await upgradeStatus(server.url)).toBe(429);
    clock.advance(10);
    expect(await upgradeStatus(server.url)).toBe(101);
  });

  it('past the cap of its address is refused until one of its connections has ended', async () => {
    await start({ limits: { maxConnectionsPerAddress: 2 } });
    const raw = await RawWebSocket.open(server.url);
    const refused = await fetch(server.url + POLLING);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      kind: 'rate_limited',
      detail: 'Your address has as many connections as one may have. Close some of them.',
      retryAfterMs: 10_000,
    });
    expect(refused.headers.get('retry-after')).toBe('10');
    raw.socket.close();
    await raw.ended;
    expect(await upgradeStatus(server.url)).toBe(101);
  });

  it('past the cap of the node is refused as what it is', async () => {
    await start({ limits: { maxConnections: 1, unmeteredAddresses: ['127.0.0.1'] } });
    expect(await upgradeStatus(server.url)).toBe(503);
  });

  it('does not get round its limits by what it says of itself', async () => {
    await start({ limits: { maxConnectionsPerAddress: 1 } });
    expect(await upgradeStatus(server.url, { 'X-Forwarded-For': '198.51.100.1' })).toBe(429);
    expect(await upgradeStatus(server.url, { 'Scoreroom-Address': '198.51.100.1' })).toBe(429);
  });

  it('through a trusted proxy counts for whom the proxy names', async () => {
    await start({ limits: { maxConnectionsPerAddress: 1, trustedProxies: ['127.0.0.1'] } });
    expect(await upgradeStatus(server.url, { 'X-Forwarded-For': '198.51.100.1' })).toBe(101);
    expect(await upgradeStatus(server.url)).toBe(429);
  });

  it('is refused by a server that is leaving; who is in stays', async () => {
    await start();
    server.runtime.sockets.stopAdmitting();
    expect(await upgradeStatus(server.url)).toBe(503);
    expect(await statusOf(POLLING)).toBe(503);
  });
});

describe('a room', () => {
  it('that is full takes no more, but always its host', async () => {
    await start({ limits: { maxConnectionsPerRoom: 1 } });
    const { code, hostKey } = await server.runtime.rooms.create({ name: 'Full', players: ['Ada'] });
    await kit.join(kit.connect(), code);
    const late = kit.connect();
    const answer = await ask(late, 'join', { room: code, clientId: kit.newClientId() });
    expect(answer).toMatchObject({ error: { kind: 'rate_limited', retryAfterMs: 10_000 } });
    await kit.join(kit.connect({ auth: { key: hostKey } }), code);
    await kit.join(late, await createRoom());
  });

  it('that gets more taps than it can take keeps none of them, and another room is served', async () => {
    const clock = new FakeClock();
    await start({ clock });
    const code = await createRoom();
    const socket = kit.connect();
    const { clientId } = await kit.join(socket, code);
    await server.runtime.rooms.withRoom(code, (room) => {
      times(SERVER_LIMITS.roomMutationBurst / 100, () =>
        server.runtime.limits.takeMutations(room, 100),
      );
    });
    const push = { clientId, mutations: [tap(1)] };
    expect(await ask(socket, 'push', push)).toMatchObject({
      ok: false,
      error: { kind: 'rate_limited', retryable: true, retryAfterMs: 1 },
    });
    await expectNeighbourServed();
    clock.advance(1);
    expect(await ask(socket, 'push', push)).toMatchObject({ ok: true, upTo: 1 });
  });
});

describe('a server that is behind', () => {
  it('lets nobody join, but takes taps; far behind it takes no connections either', async () => {
    let load: Load = 'no';
    await start({ isOverloaded: () => load });
    const socket = kit.connect();
    await next(socket, 'connect');
    load = 'busy';
    const join = { room: await createRoom(), clientId: kit.newClientId() };
    expect(await ask(socket, 'join', join)).toMatchObject({
      ok: false,
      error: { kind: 'rate_limited', message: 'The server is busy. Try again in a moment.' },
    });
    expect(await upgradeStatus(server.url)).toBe(101);
    await expectNeighbourServed();
    load = 'drowning';
    expect(await upgradeStatus(server.url)).toBe(503);
    await expectNeighbourServed();
    load = 'no';
    expect(await ask(socket, 'join', join)).toMatchObject({ ok: true });
  });
});
