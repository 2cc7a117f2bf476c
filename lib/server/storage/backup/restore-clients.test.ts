import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { randomToken } from '#lib/client/connection/random.ts';
import { socketIo } from '#lib/client/connection/socket-io.ts';
import { MemoryOutbox } from '#lib/client/store/memory-outbox.ts';
import type { RoomStore } from '#lib/client/store/room-state.ts';
import { createRoomStore } from '#lib/client/store/room-store.ts';
import { FakeEnvironment } from '#lib/client/testing/fake-environment.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { PARTICIPANT } from '#lib/testing/actors.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { restoreBackup } from './restore-backup.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let server: TestServer;
let code: string;
let stores: RoomStore[];

beforeEach(async () => {
  directory = await tempDirectory();
  await start();
  ({ code } = await server.runtime.rooms.create({ name: 'Quiz', players: ['Ada', 'Grace'] }));
  stores = [];
});

afterEach(async () => {
  for (const store of stores) store.close();
  await server.close();
  await directory[Symbol.asyncDispose]();
});

async function start(): Promise<void> {
  server = await startTestServer({ dataDir: directory.path });
  vi.stubGlobal('location', new URL(server.url));
}

async function openPage(): Promise<RoomStore> {
  const lease = await server.registry.acquire(code);
  const snapshot = lease?.room.snapshot();
  lease?.release();
  if (snapshot === undefined) throw new Error('the room is there');
  const store = createRoomStore({
    snapshot,
    sockets: socketIo,
    environment: new FakeEnvironment(),
    clock: systemClock,
    random: () => 0.05,
    newToken: randomToken,
    openOutbox: () => Promise.resolve(new MemoryOutbox(randomToken)),
  });
  stores.push(store);
  store.start();
  await isLive();
  return store;
}

const isLive = () =>
  vi.waitUntil(() => stores.every((store) => store.getState().link === 'live'), 15_000);
const scores = () => stores.map((store) => store.getState().board.players.get(1)?.score);
const waiting = () => stores.map((store) => store.getState().waiting);

function tap(store: RoomStore, times: number): void {
  for (let count = 0; count < times; count += 1) store.tap(1, 1);
}

async function everyoneSees(score: number): Promise<void> {
  await expect.poll(waiting, { timeout: 15_000 }).toEqual(stores.map(() => 0));
  await expect.poll(scores, { timeout: 15_000 }).toEqual(stores.map(() => score));
}

it('[SQ25] after a restore, taps that wait count once, what the backup lacks is not sent again, and new taps count', async () => {
  const here = await openPage();
  const there = await openPage();
  tap(here, 5);
  tap(there, 3);
  await everyoneSees(8);
  const backup = join(directory.path, 'backup.db');
  const asked = await server.runtime.admin.backups.make(backup, null);
  expect(asked.events).toBe(8);

  // Acknowledged after the backup: these are what a restore costs.
  tap(here, 4);
  tap(there, 20);
  await everyoneSees(32);
  const { epoch } = here.getState().board;
  await server.close();
  tap(here, 2);
  tap(there, 1);
  expect(waiting()).toEqual([2, 1]);

  const { lost } = restoreBackup({
    backup,
    file: join(directory.path, 'scoreroom.db'),
    now: Date.now(),
  });
  expect(lost).toEqual([{ code, versions: 24 }]);
  await start();
  await isLive();
  await everyoneSees(8 + 2 + 1);
  expect(here.getState().board.epoch).toBeGreaterThan(epoch);
  expect(there.getState().board.epoch).toBe(here.getState().board.epoch);

  tap(here, 7);
  tap(there, 2);
  await everyoneSees(20);
  const fresh = await openPage();
  expect(fresh.getState().board.players.get(1)?.score).toBe(20);
  expect(server.bugs).toEqual([]);
}, 60_000);

it('[SQ25] a server that passes the version of a page before the page is back is not taken for its old history', async () => {
  const page = await openPage();
  const backup = join(directory.path, 'backup.db');
  await server.runtime.admin.backups.make(backup, null);
  tap(page, 3);
  await everyoneSees(3);
  await server.close();
  restoreBackup({ backup, file: join(directory.path, 'scoreroom.db'), now: Date.now() });
  // Others play on before this page hears of it: its version comes again, with other contents.
  await start();
  const lease = await server.registry.acquire(code);
  if (lease === null) throw new Error('the room is there');
  for (let count = 0; count < 5; count += 1) {
    const tenMore = { player: 2, delta: 10 };
    await server.runtime.rooms.score(lease.room, PARTICIPANT, tenMore, `key-${count}-of-five`);
  }
  lease.release();
  await isLive();
  await expect
    .poll(() => page.getState().board.players.get(2)?.score, { timeout: 15_000 })
    .toBe(50);
  expect(page.getState().board.players.get(1)?.score).toBe(0);
}, 60_000);
