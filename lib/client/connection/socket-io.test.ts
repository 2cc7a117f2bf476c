import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { MemoryOutbox } from '../store/memory-outbox.ts';
import type { RoomStore } from '../store/room-state.ts';
import { createRoomStore } from '../store/room-store.ts';
import { FakeEnvironment } from '../testing/fake-environment.ts';
import { randomToken } from './random.ts';
import { socketIo } from './socket-io.ts';

let server: TestServer;
const stores: RoomStore[] = [];

beforeEach(async () => {
  server = await startTestServer();
  // The page's own origin, which is all that Socket.IO wants of a browser here.
  vi.stubGlobal('location', new URL(server.url));
});

afterEach(async () => {
  for (const store of stores.splice(0)) store.close();
  await server.close();
  expect(server.bugs).toEqual([]);
});

async function createRoom(): Promise<string> {
  const { code } = await server.runtime.rooms.create({
    name: 'Quiz night',
    players: ['Ada', 'Grace'],
  });
  return code;
}

function openPage(code: string): RoomStore {
  const players = ['Ada', 'Grace'].map((name, index) => ({ id: index + 1, name, score: 0 }));
  const store = createRoomStore({
    snapshot: {
      code,
      name: 'Quiz night',
      epoch: 0,
      version: 0,
      generation: 1,
      settings: DEFAULT_SETTINGS,
      players,
    },
    sockets: socketIo,
    environment: new FakeEnvironment(),
    clock: systemClock,
    // Long enough away for a test to see it.
    random: () => 0.9,
    newToken: randomToken,
    openOutbox: () => Promise.resolve(new MemoryOutbox(randomToken)),
  });
  stores.push(store);
  store.start();
  return store;
}

const ada = (store: RoomStore) => store.getState().board.players.get(1)?.score;
const isLive = (store: RoomStore) => store.getState().link === 'live';

describe('a page over Socket.IO, with the real server', () => {
  it('joins, taps, sees the others tap, and knows the clock', async () => {
    const code = await createRoom();
    const [here, there] = [openPage(code), openPage(code)];
    await vi.waitUntil(() => isLive(here) && isLive(there));
    for (let taps = 0; taps < 150; taps += 1) here.tap(1, 1);
    for (let taps = 0; taps < 150; taps += 1) there.tap(1, 2);
    expect(ada(here)).toBe(150);
    await vi.waitUntil(() => ada(here) === 450 && ada(there) === 450);
    await vi.waitUntil(() => here.getState().waiting === 0 && here.getState().here === 2);
    expect(here.getState().notice?.kind).toBe('message');
    expect(here.getState().roundTripMs).not.toBeNull();
    expect(Math.abs(here.serverNow() - Date.now())).toBeLessThan(1_000);
  });

  it('comes back after the server has cut it off, with nothing lost and nothing counted twice', async () => {
    const code = await createRoom();
    const store = openPage(code);
    await vi.waitUntil(() => isLive(store));
    for (let taps = 0; taps < 10; taps += 1) store.tap(1, 1);
    server.runtime.sockets.io.disconnectSockets(true);
    await vi.waitUntil(() => !isLive(store));
    for (let taps = 0; taps < 10; taps += 1) store.tap(1, 1);
    expect(ada(store)).toBe(20);
    await vi.waitUntil(() => isLive(store) && store.getState().waiting === 0, { timeout: 5_000 });
    const other = openPage(code);
    await vi.waitUntil(() => ada(other) === 20);
    expect(ada(store)).toBe(20);
  });

  it('stops where there is no such room', async () => {
    const store = openPage('CCCCCC');
    await vi.waitUntil(() => store.getState().notice?.kind === 'stopped');
    expect(store.getState().link).toBe('offline');
  });
});
