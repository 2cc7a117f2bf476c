import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { systemClock, type Clock } from '#lib/shared/clock.ts';
import { createOriginPolicy } from '#lib/server/http/origin.ts';
import { publicOrigin } from '#lib/server/http/public-origin.ts';
import { RoomRegistry } from '#lib/server/room/room-registry.ts';
import { RoomService } from '#lib/server/room/room-service.ts';
import { createDispatcher } from '#lib/server/runtime/dispatcher.ts';
import type { RunningRuntime } from '#lib/server/runtime/runtime.ts';
import { createAudience, Gateway } from '#lib/server/socket/gateway.ts';
import { createSocketServer } from '#lib/server/socket/socket-server.ts';
import { createMemoryStorage } from '#lib/server/storage/memory-storage.ts';
import type { RoomStorage } from '#lib/server/storage/room-storage.ts';

export interface TestServerOptions {
  readonly storage?: RoomStorage;
  readonly clock?: Clock;
  readonly allowedOrigins?: readonly string[];
}

export interface TestServer {
  readonly url: string;
  readonly runtime: RunningRuntime;
  readonly gateway: Gateway;
  readonly registry: RoomRegistry;
  /** Bugs that the server met: a test that expects none looks here. */
  readonly bugs: readonly unknown[];
  close(): Promise<void>;
}

/** The real server without pages: a real port, real sockets, and rooms in memory unless a test brings another storage. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { storage = createMemoryStorage(), clock = systemClock, allowedOrigins = [] } = options;
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const origins = createOriginPolicy({ allowedOrigins, publicUrl: null });
  const sockets = createSocketServer(origins);
  const registry = new RoomRegistry({
    storage,
    clock,
    onBug,
    audience: createAudience(sockets.io),
    deltaIntervalMs: TIMINGS.deltaIntervalMs,
    idleMs: 60_000,
  });
  const gateway = new Gateway({ io: sockets.io, registry, clock, onBug, random: () => 0.5 });
  const http = createServer();
  let closing: Promise<void> | null = null;
  const close = async () => {
    await gateway.close();
    await registry.close();
    http.closeAllConnections();
    http.close();
    await storage.close();
  };
  const runtime: RunningRuntime = {
    rooms: new RoomService({ registry, storage, clock }),
    origins,
    sockets,
    onBug,
    publicOrigin: (headers) => publicOrigin(headers, { publicUrl: null, host: '127.0.0.1' }),
    unready: async () => null,
    close: () => (closing ??= close()),
  };
  const pages = {
    handle: async (_: unknown, response: { writeHead(status: number): void; end(): void }) => {
      response.writeHead(404);
      response.end();
    },
    handleUpgrade: null,
    close: async () => {},
  };
  const dispatcher = createDispatcher({ runtime, pages });
  http.on('request', dispatcher.onRequest);
  http.on('upgrade', dispatcher.onUpgrade);
  const port = await listen(http);
  return {
    url: `http://127.0.0.1:${port}`,
    runtime,
    gateway,
    registry,
    bugs,
    close: runtime.close,
  };
}

async function listen(http: Server): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return (http.address() as AddressInfo).port;
}
