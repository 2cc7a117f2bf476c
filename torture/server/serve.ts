import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { systemClock } from '#lib/shared/clock.ts';
import type { ClusterParts } from '#lib/server/cluster/cluster.ts';
import { assembleRuntime, type Store } from '#lib/server/runtime/assemble.ts';
import { createDispatcher } from '#lib/server/runtime/dispatcher.ts';
import type { Pages } from '#lib/server/runtime/pages.ts';
import { setClockOff } from './clock-off.ts';
import type { Torment } from './kill-points.ts';
import type { Order, Report } from './orders.ts';
import { watchCommits, watchConnections } from './watch.ts';

export interface Served {
  readonly store: Store;
  readonly torment: Torment;
  /** What makes it one of several nodes. */
  readonly cluster?: ClusterParts;
}

const pages: Pages = {
  files: null,
  async handle(_, response) {
    response.writeHead(404).end();
  },
  handleUpgrade: null,
  async close() {},
};

/** Serves all of the product but its pages, and does what its tormentor orders: a process has one of it. */
export async function serve({ store, torment, cluster }: Served): Promise<void> {
  const runtime = assembleRuntime({
    config: {
      allowedOrigins: [],
      publicUrl: null,
      host: '127.0.0.1',
      adminPassword: null,
      roomIdleDays: 90,
    },
    store: { ...store, rooms: watchCommits(store.rooms, torment, bug) },
    clock: systemClock,
    random: Math.random,
    onBug: bug,
    cluster,
  });
  watchConnections(torment);
  await runtime.enterCluster();

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
      case 'clock-off':
        setClockOff(order.offMs);
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
}

function report(message: Report): void {
  process.send?.(message);
}

function bug(error: unknown): void {
  // Nothing could be written: whoever asked has been told so.
  if (error instanceof ScoreroomError && error.kind === 'storage_unavailable') return;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report({ type: 'bug', message });
}
