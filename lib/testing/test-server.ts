import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock, type Clock } from '#lib/shared/clock.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings } from '#lib/server/limits/limit-settings.ts';
import type { Channels } from '#lib/server/cluster/channels.ts';
import type { Load } from '#lib/server/limits/loop-gate.ts';
import { StaticFiles } from '#lib/server/http/static-files.ts';
import type { Part } from '#lib/server/metrics/part.ts';
import type { RoomRegistry } from '#lib/server/room/room-registry.ts';
import { assembleRuntime, type RunningRuntime } from '#lib/server/runtime/assemble.ts';
import { createDispatcher } from '#lib/server/runtime/dispatcher.ts';
import type { Pages } from '#lib/server/runtime/pages.ts';
import type { Gateway } from '#lib/server/socket/gateway.ts';
import { openPostgresStorage } from '#lib/server/storage/postgres/postgres-storage.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/sqlite-storage.ts';
import { tempDirectory } from '#lib/server/storage/testing/temp-directory.ts';

export interface TestServerOptions {
  readonly clock?: Clock;
  readonly allowedOrigins?: readonly string[];
  readonly publicUrl?: string;
  readonly adminPassword?: string;
  /** Where the database is or is to be; it stays there. @default a directory that goes with the server */
  readonly dataDir?: string;
  readonly limits?: Partial<LimitSettings>;
  readonly isOverloaded?: () => Load;
  /** What makes it one of several nodes, in place of a database of its own. */
  readonly shared?: { readonly databaseUrl: string; readonly channels: Channels } | undefined;
  readonly metricsToken?: string;
  /** Hears of every request and connection. */
  readonly log?: { debug(fields: object, message: string): void };
  readonly others?: readonly Part[];
  /** What `/readyz` says while it is false: that the storage is away. @default whether that is so */
  readonly isReady?: () => boolean;
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

/** The real server with a real port, real sockets and a database of its own; its pages are all the same. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { clock = systemClock, allowedOrigins = [], publicUrl = null } = options;
  const { adminPassword = null, isOverloaded = () => 'no' } = options;
  const limits = { ...DEFAULT_LIMIT_SETTINGS, ...options.limits };
  const directory = await tempDirectory();
  const { dataDir = directory.path } = options;
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const { store, cluster } = await openStore(dataDir, options.shared);
  const runtime = assembleRuntime({
    config: {
      allowedOrigins,
      publicUrl,
      host: '127.0.0.1',
      adminPassword,
      roomIdleDays: 90,
      limits,
    },
    isOverloaded,
    store,
    cluster,
    clock,
    onBug,
    random: () => 0.5,
    graceMs: 0,
    hashCost: { N: 16, r: 1, p: 1 },
    ...(options.log !== undefined && { log: options.log }),
    ...(options.others !== undefined && { others: options.others }),
  });
  await runtime.enterCluster();
  const http = createServer();
  const { metricsToken = null, log = { debug: () => undefined } } = options;
  const { isReady = () => true } = options;
  const unready = async () => (isReady() ? runtime.unready() : 'storage');
  const dispatcher = createDispatcher({
    runtime: { ...runtime, unready },
    pages: samePages,
    metricsToken,
    log,
  });
  http.on('request', dispatcher.onRequest);
  http.on('upgrade', dispatcher.onUpgrade);
  const port = await listen(http);
  const { gateway, registry } = runtime;
  return {
    url: `http://127.0.0.1:${port}`,
    runtime,
    gateway,
    registry,
    bugs,
    async close() {
      await runtime.close();
      http.closeAllConnections();
      http.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

async function openStore(dataDir: string, shared: TestServerOptions['shared']) {
  if (shared === undefined) {
    return { store: await openSqliteStorage({ file: join(dataDir, 'scoreroom.db') }) };
  }
  const { databaseUrl: url, channels } = shared;
  const store = await openPostgresStorage({ url });
  return { store, cluster: { storage: store.shared, channels, onWrongClock: () => undefined } };
}

const samePages: Pages = {
  // Of no build: it knows that there is none of them.
  files: new StaticFiles(''),
  handle: async (_, response) => {
    response.writeHead(404);
    response.end();
  },
  handleUpgrade: null,
  close: async () => {},
};

async function listen(http: Server): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return (http.address() as AddressInfo).port;
}
