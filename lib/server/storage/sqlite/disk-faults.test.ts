import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MemoryOutbox } from '#lib/client/store/memory-outbox.ts';
import type { RoomStore } from '#lib/client/store/room-state.ts';
import { createRoomStore } from '#lib/client/store/room-store.ts';
import { FakeEnvironment } from '#lib/client/testing/fake-environment.ts';
import { randomToken } from '#lib/client/connection/random.ts';
import { socketIo } from '#lib/client/connection/socket-io.ts';
import type { PushAck } from '#lib/protocol/messages.ts';
import { systemClock } from '#lib/shared/clock.ts';
import {
  mountThinDisk,
  mountTmpfs,
  noDevicesBecause,
  noDisksBecause,
  type SmallDisk,
} from '#lib/testing/small-disk.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { ask, SocketKit, tap } from '../../socket/testing/socket-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

// The faults are the kernel's own: a disk that is full, a device that cannot keep what it took, one that turns
// read-only and one that is taken out. The server is the real one, and so is the client.

const CYCLES = 50;
const PAGES = 2;

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let disk: SmallDisk;
let server: TestServer;
let dataDir: string;
let code: string;
let kit: SocketKit;
let stores: RoomStore[];
let tapping: NodeJS.Timeout;
/** What the pages have tapped. */
let tapped: number;

beforeEach(async () => {
  directory = await tempDirectory();
  tapped = 0;
});

afterEach(async () => {
  clearInterval(tapping);
  for (const store of stores) store.close();
  kit.close();
  await server.close();
  disk[Symbol.dispose]();
  await directory[Symbol.asyncDispose]();
});

async function start(): Promise<void> {
  dataDir = join(disk.path, 'data');
  mkdirSync(dataDir);
  const limits = { unmeteredAddresses: ['127.0.0.1'] };
  server = await startTestServer({ dataDir, limits });
  vi.stubGlobal('location', new URL(server.url));
  kit = new SocketKit(server.url);
  const room = { name: 'Quiz night', players: ['Ada', 'Grace'] };
  ({ code } = await server.runtime.rooms.create(room));
  const lease = await server.registry.acquire(code);
  const snapshot = lease?.room.snapshot();
  if (snapshot === undefined) throw new Error('the room is there');
  stores = Array.from({ length: PAGES }, () =>
    createRoomStore({
      snapshot,
      sockets: socketIo,
      environment: new FakeEnvironment(),
      clock: systemClock,
      // Asks again soon.
      random: () => 0.02,
      newToken: randomToken,
      openOutbox: () => Promise.resolve(new MemoryOutbox(randomToken)),
    }),
  );
  for (const store of stores) store.start();
  await vi.waitUntil(() => stores.every((store) => store.getState().link === 'live'));
  tapping = setInterval(() => {
    for (const store of stores) store.tap(1, 1);
    tapped += PAGES;
  }, 5);
}

/** A client that looks at each answer: taps once, with the next id. */
async function probe() {
  const socket = kit.connect({ transports: ['websocket'] });
  const { clientId } = await kit.join(socket, code);
  let acknowledged = 0;
  return {
    acknowledged: () => acknowledged,
    /** The id is spent by an acknowledgement only. */
    async tap(): Promise<PushAck> {
      const mutation = tap(acknowledged + 1, { player: 2 });
      const answer = await ask<PushAck>(socket, 'push', { clientId, mutations: [mutation] });
      if (answer.ok) acknowledged += 1;
      return answer;
    },
  };
}

type Probe = Awaited<ReturnType<typeof probe>>;

/** Taps until a tap is turned away for the disk's sake, and says what was told. */
async function refusal(client: Probe, timeoutMs = 10_000): Promise<string> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const answer = await client.tap();
    if (!answer.ok && answer.error.kind === 'storage_unavailable') return answer.error.message;
    await pause();
  }
  throw new Error('no tap was turned away');
}

async function recovery(client: Probe, timeoutMs = 10_000): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!(await client.tap()).ok) {
    if (performance.now() > until) throw new Error('taps are still turned away');
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

async function ready(): Promise<string> {
  const response = await fetch(`${server.url}/readyz`);
  return `${response.status} ${(await response.text()).trim()}`;
}

/** Ends the load, and compares what the pages show with what they have tapped, and both with the file. */
async function settle(client: Probe): Promise<void> {
  clearInterval(tapping);
  await vi.waitUntil(() => stores.every((store) => store.getState().waiting === 0), 20_000);
  const expected = stores.map(() => [tapped, client.acknowledged()]);
  const scores = () =>
    stores.map((store) => [...store.getState().board.players.values()].map(({ score }) => score));
  await expect.poll(scores, { timeout: 5_000 }).toEqual(expected);
  for (const store of stores) store.close();
  await server.close();
  using db = new DatabaseSync(join(dataDir, 'scoreroom.db'));
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const events = 'SELECT player, sum(delta) AS score FROM score_events GROUP BY player ORDER BY 1';
  expect(
    db
      .prepare(events)
      .all()
      .map((row) => row['score']),
  ).toEqual([tapped, client.acknowledged()]);
}

it.skipIf(noDisksBecause !== null)(
  `[SQ17] a disk that fills and is freed ${CYCLES} times under load: taps wait, say why, and none is lost`,
  async () => {
    disk = mountTmpfs(directory.path, 8);
    await start();
    const client = await probe();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      disk.fill();
      expect(await refusal(client)).toBe(
        'The disk of the server is full. Your taps wait on your device.',
      );
      expect(await ready()).toBe('503 storage');
      disk.free();
      await recovery(client);
      expect(await ready()).toBe('200 ok');
    }
    await settle(client);
    expect(server.bugs).toEqual([]);
  },
  120_000,
);

it.skipIf(noDevicesBecause !== null)(
  '[SQ17] a device whose syncs fail: taps wait, say why, and none is lost',
  async () => {
    const backing = join(directory.path, 'backing');
    const path = join(directory.path, 'disk');
    mkdirSync(backing);
    mkdirSync(path);
    disk = mountThinDisk(backing, path);
    await start();
    const client = await probe();
    for (let cycle = 0; cycle < 10; cycle += 1) {
      disk.fill();
      expect(await refusal(client, 30_000)).toMatch(/^The disk of the server (fails|is full)\. /);
      expect(await ready()).toBe('503 storage');
      disk.free();
      await recovery(client);
      expect(await ready()).toBe('200 ok');
    }
    await settle(client);
    expect(server.bugs).toEqual([]);
  },
  180_000,
);

it.skipIf(noDevicesBecause !== null)(
  '[SQ18] a disk that turns read-only, is taken out and put back is used again; nothing is made in its place',
  async () => {
    const backing = join(directory.path, 'backing');
    const path = join(directory.path, 'disk');
    mkdirSync(backing);
    mkdirSync(path);
    const thin = mountThinDisk(backing, path);
    disk = thin;
    await start();
    const client = await probe();
    await recovery(client);
    thin.breakDown();
    // The kernel calls it a failure where it was no person who made it read-only.
    expect(await refusal(client)).toMatch(
      /^The disk of the server (fails|cannot be written to)\. /,
    );
    expect(await ready()).toBe('503 storage');
    thin.takeOut();
    const isLetGoOf = () => thin.isLetGoOf('scoreroom.db');
    await vi.waitUntil(isLetGoOf, { timeout: 30_000, interval: 20 });
    expect(await refusal(client)).toMatch(/^The disk of the server /);
    expect(readdirSync(thin.path)).toEqual([]);
    thin.putBack();
    await recovery(client, 20_000);
    expect(await ready()).toBe('200 ok');
    await settle(client);
    expect(server.bugs).toEqual([]);
  },
  90_000,
);
