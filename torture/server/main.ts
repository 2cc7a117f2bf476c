import { createServer } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { systemClock } from '#lib/shared/clock.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { assembleRuntime } from '#lib/server/runtime/assemble.ts';
import { createDispatcher } from '#lib/server/runtime/dispatcher.ts';
import type { Pages } from '#lib/server/runtime/pages.ts';
import { Connection } from '#lib/server/socket/connection.ts';
import type { RoomStorage } from '#lib/server/storage/room-storage.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite-storage.ts';
import { Torment } from './kill-points.ts';
import type { Order, Report } from './orders.ts';

// The server that is tortured: all of the product but its pages, as a process of its own. It dies where it is told to.

const torment = new Torment();
const report = (message: Report) => void process.send?.(message);
const bug = (error: unknown) => {
  // The disk was full: whoever asked has been told so.
  if (error instanceof ScoreroomError && error.kind === 'storage_unavailable') return;
  report({
    type: 'bug',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
};

const store = await openSqliteStorage({
  file: join(process.env['DATA_DIR'] ?? '.', 'scoreroom.db'),
  startWorker: (setup) =>
    new Worker(new URL('./storage-worker.ts', import.meta.url), {
      workerData: { ...setup, torment: torment.shared },
      name: 'scoreroom-storage',
    }),
});
const runtime = assembleRuntime({
  config: {
    allowedOrigins: [],
    publicUrl: null,
    host: '127.0.0.1',
    adminPassword: null,
    roomIdleDays: 90,
  },
  store: { ...store, rooms: watchCommits(store.rooms) },
  clock: systemClock,
  random: Math.random,
  onBug: bug,
});
watchConnections();

const pages: Pages = {
  files: null,
  async handle(_, response) {
    response.writeHead(404).end();
  },
  handleUpgrade: null,
  async close() {},
};
const http = createServer();
const dispatcher = createDispatcher({ runtime, pages });
http.on('request', dispatcher.onRequest);
http.on('upgrade', dispatcher.onUpgrade);
http.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () =>
  report({ type: 'ready', port: (http.address() as AddressInfo).port }),
);

for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, bug);
// Whoever started this is gone.
process.on('disconnect', () => process.exit(1));
process.once('SIGTERM', () => {
  http.close();
  void runtime.close().then(() => {
    http.closeAllConnections();
    process.exit(0);
  }, bug);
});
process.on('message', (order: Order) => {
  switch (order.type) {
    case 'arm':
      torment.arm(order.point, order.nth);
      return;
    case 'disk-full':
      torment.isDiskFull = order.isFull;
      return;
    case 'create':
    case 'read':
      answer(order).then(report, (error: unknown) =>
        report({ type: 'failed', id: order.id, message: String(error) }),
      );
  }
});

async function answer(order: Extract<Order, { id: number }>): Promise<Report> {
  const { id } = order;
  if (order.type === 'read') {
    return { type: 'read', id, room: await runtime.rooms.read(order.code) };
  }
  const { name, players } = order;
  return { type: 'created', id, ...(await runtime.rooms.create({ name, players })) };
}

function watchCommits(rooms: RoomStorage): RoomStorage {
  const commit: RoomStorage['commit'] = async (what) => {
    torment.pass('decided');
    const written = rooms.commit(what);
    // By then the group that it joined is on its way to the thread.
    setImmediate(() => setImmediate(() => torment.pass('handed')));
    const result = await written;
    torment.pass('answered');
    return result;
  };
  return new Proxy(rooms, {
    get(target, name) {
      if (name === 'commit') return commit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The two moments that only the connections see. */
function watchConnections(): void {
  before('receive', (event) => {
    if (event === 'push') torment.pass('received');
  });
  before('hear', () => torment.pass('told'));
}

function before(name: 'receive' | 'hear', pass: (first: unknown) => void): void {
  const method = Reflect.get(Connection.prototype, name) as (...args: unknown[]) => void;
  Reflect.set(Connection.prototype, name, function passed(this: Connection, ...args: unknown[]) {
    pass(args[0]);
    Reflect.apply(method, this, args);
  });
}
