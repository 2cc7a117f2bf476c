import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { socketIo } from '#lib/client/connection/socket-io.ts';
import { RoomConnection } from '#lib/client/connection/room-connection.ts';
import { FakeEnvironment } from '#lib/client/testing/fake-environment.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { startServer } from '../e2e/support/server-process.ts';
import { createBoard } from './target.ts';

// A deploy under a crowd: many clients, the page's own code, are sent away by one server and come back to the next.
// At most one look at the database for each room, and no second that many times as many come as in the others.

const COUNTER = new URL('./herd/count-loads.ts', import.meta.url).href;
const JOINS_AT_ONCE = 50;
const TIMEOUT_MS = 120_000;
/** Of the second in which most come, against the mean until 99 % are there. */
const MOST_TIMES_MEAN = 2;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '5000' },
    rooms: { type: 'string', default: '50' },
    kill: { type: 'boolean', default: false },
  },
});
const clients = Number(values.clients);

const { server, remove } = await startServer({
  LOG_LEVEL: 'warn',
  NODE_OPTIONS: `--import ${COUNTER}`,
  MAX_CONNECTIONS_PER_ROOM: '100000',
});
const { host, hostname, port } = new URL(server.url);
Object.assign(globalThis, { location: { protocol: 'http:', host, hostname, port } });
const rooms: string[] = [];
for (let room = 0; room < Number(values.rooms); room += 1) {
  rooms.push((await createBoard(server.url)).code);
}

const crowd: RoomConnection[] = [];
let arrivals: number[] = [];
let arrived: () => void = () => undefined;

function come(index: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const clientId = randomBytes(16).toString('base64url');
  let position = {};
  const connection = new RoomConnection({
    sockets: socketIo,
    environment: new FakeEnvironment(),
    clock: systemClock,
    random: Math.random,
    join: () => ({ room: rooms[index % rooms.length] ?? '', clientId, ...position }),
    linkChanged: () => undefined,
    joined: ({ epoch, snapshot }) => {
      // As a page does that holds a board: it asks for what came after, which is nothing.
      if (snapshot !== undefined) position = { epoch, version: snapshot.version };
      arrivals.push(performance.now());
      resolve();
      if (arrivals.length === clients) arrived();
    },
    received: () => undefined,
    measured: () => undefined,
    postponed: () => undefined,
    stopped: ({ kind, message }) => console.error(`  stopped: ${kind} ${message}`),
  });
  crowd.push(connection);
  connection.start();
  return promise;
}

const next = Array.from({ length: clients }, (_, index) => index).values();
await Promise.all(
  Array.from({ length: JOINS_AT_ONCE }, async () => {
    for (const index of next) await come(index);
  }),
);
console.log(`${clients} clients in ${rooms.length} rooms`);
// So long as it takes until the server has told all how many they are.
await sleep(6_000);

arrivals = [];
const back = new Promise<void>((resolve) => (arrived = resolve));
const from = server.log.length;
const left = performance.now();
process.kill(server.pid, values.kill ? 'SIGKILL' : 'SIGTERM');
while (!server.wasEnded) await sleep(10);
const exitMs = performance.now() - left;
await server.start();
const upMs = performance.now() - left;
await Promise.race([back, sleep(TIMEOUT_MS)]);

arrivals.sort((a, b) => a - b);
const [first = 0] = arrivals;
const last = arrivals.at(-1) ?? 0;
/** A few stragglers do not make the others many. */
const most = Math.floor(0.99 * arrivals.length);
const perSecond = Array.from({ length: Math.floor((last - first) / 1_000) + 1 }, () => 0);
for (const at of arrivals) {
  const second = Math.floor((at - first) / 1_000);
  perSecond[second] = (perSecond[second] ?? 0) + 1;
}
const mean = most / Math.max(1, ((arrivals[most] ?? 0) - first) / 1_000);
const peak = Math.max(...perSecond);
const loads = new Map<string, number>();
for (const [, code = ''] of server.log.slice(from).matchAll(/^load (\w+)$/gm)) {
  loads.set(code, (loads.get(code) ?? 0) + 1);
}
const mostLoads = Math.max(0, ...loads.values());
console.log(
  `  ${values.kill ? 'killed' : 'left'} in ${exitMs.toFixed(0)} ms, up again after ${upMs.toFixed(0)} ms`,
);
console.log(
  `  ${arrivals.length} back after ${(last - left).toFixed(0)} ms, per second: ${perSecond.join(' ')}`,
);
console.log(
  `  most in a second ${peak}, ${(peak / mean).toFixed(2)} × the mean of ${mean.toFixed(0)}`,
);
console.log(`  looks at the database for one room: at most ${mostLoads}`);
const passed = arrivals.length === clients && peak <= MOST_TIMES_MEAN * mean && mostLoads <= 1;
console.log(passed ? '  passed' : '  FAILED');
for (const connection of crowd) connection.close();
await server.stop();
await remove();
process.exit(passed ? 0 : 1);
