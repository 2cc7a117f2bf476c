import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import type { ScoreroomSocket } from './connection.ts';
import { GuardedEngineSocket } from './guarded-engine-socket.ts';
import { SocketKit } from './testing/socket-kit.ts';
import { WebSocketTransport } from './web-socket-transport.ts';

let server: TestServer;
let kit: SocketKit;
let code: string;
beforeEach(async () => {
  server = await startTestServer();
  kit = new SocketKit(server.url);
  ({ code } = await server.runtime.rooms.create({ name: 'Quiz night', players: ['Ada'] }));
});
afterEach(async () => {
  kit.close();
  await server.close();
  expect(server.bugs).toEqual([]);
});

/** Somebody joins a room; this is the server's end. */
async function join(options?: Parameters<SocketKit['connect']>[0]): Promise<ScoreroomSocket> {
  const socket = kit.connect(options);
  await kit.join(socket, code);
  const accepted = server.runtime.sockets.io.sockets.sockets.get(String(socket.id));
  if (accepted === undefined) throw new Error('It is not there.');
  return accepted;
}

/** What the libraries have, and their types keep to themselves. */
const internals = (object: unknown) => object as Record<string, unknown>;

function transportOf(socket: ScoreroomSocket): WebSocketTransport {
  const { transport } = socket.conn;
  if (!(transport instanceof WebSocketTransport)) throw new Error('It is not ours.');
  return transport;
}

it('a connection lets go of the request that it came with', async () => {
  const { sockets } = server.runtime;
  const handle = sockets.handleUpgrade.bind(sockets);
  const requests: WeakRef<IncomingMessage>[] = [];
  sockets.handleUpgrade = (request, ...rest) => {
    requests.push(new WeakRef(request));
    handle(request, ...rest);
  };
  await join();
  expect(requests).toHaveLength(1);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await expect
    .poll(() => {
      collect();
      return requests[0]?.deref();
    })
    .toBeUndefined();
});

it('what its secrets came in is forgotten', async () => {
  const secret = 's'.repeat(43);
  const extraHeaders = { cookie: `scoreroom-device=${secret}` };
  const { handshake, conn } = await join({ extraHeaders, auth: { device: secret } });
  expect(JSON.stringify(handshake)).not.toContain(secret);
  expect(conn.request).toBeNull();
});

it('its parts tell each other what happens without listeners', async () => {
  const socket = await join();
  const transport = transportOf(socket);
  expect(socket.conn).toBeInstanceOf(GuardedEngineSocket);
  expect(transport.owner).toBe(socket.conn);
  expect(transport.eventNames()).toEqual([]);
  expect(transport.socket.eventNames()).toEqual([]);
  expect(internals(socket.conn)['cleanupFn']).toEqual([]);
  // Those of Socket.IO's client.
  expect((socket.conn as { eventNames?(): unknown }).eventNames?.()).toEqual([
    'data',
    'error',
    'close',
  ]);
  expect(internals(transport.socket)['_socket']).toSatisfy(
    (tcp: { listenerCount(event: string): number }) => tcp.listenerCount('close') === 1,
  );
});

it('connections share what none of them uses', async () => {
  let fresh: Record<string, unknown> = {};
  server.runtime.sockets.io.use((socket, next) => {
    fresh = { ...internals(socket) };
    next();
  });
  const [ada, grace] = [await join(), await join()];
  // A Socket.IO that has these no more keeps something else in their place.
  expect(fresh['acks']).toBeInstanceOf(Map);
  expect(fresh['handshake']).toMatchObject({ headers: {}, query: {} });
  for (const name of ['acks', 'handshake', '_anyListeners'])
    expect(internals(ada)[name]).toBe(internals(grace)[name]);
  expect(ada.listenersAny()).toHaveLength(1);
  expect([...ada.rooms]).toEqual([code]);
});

it('one that began by long polling is as small once it has become a WebSocket', async () => {
  const socket = await join({ transports: ['polling', 'websocket'] });
  await expect.poll(() => socket.conn.transport.name).toBe('websocket');
  const transport = transportOf(socket);
  expect(transport.owner).toBe(socket.conn);
  expect(transport.eventNames()).toEqual([]);
  expect(transport.socket.eventNames()).toEqual([]);
});
