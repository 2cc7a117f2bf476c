import { beforeEach, expect, it } from 'vitest';
import { createBoard } from '#lib/board/board.ts';
import { HOST, PARTICIPANT } from '#lib/testing/actors.ts';
import { controlStorage, type ControlledStorage } from '#lib/testing/controlled-storage.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { RoomRegistry, type RoomLease } from './room-registry.ts';

const CODE = 'CCCCCC';
const IDLE_MS = 60_000;

let clock: FakeClock;
let storage: ControlledStorage;
let registry: RoomRegistry;

beforeEach(async () => {
  clock = new FakeClock();
  storage = controlStorage(createMemoryStorage());
  const board = createBoard({ code: CODE, name: 'Quiz night', epoch: 5, players: ['Ada'] });
  await storage.create({ board, hostKeyHash: new Uint8Array(32), createdAt: 0 });
  registry = new RoomRegistry({
    storage,
    clock,
    idleMs: IDLE_MS,
    deltaIntervalMs: 50,
    audience: { delta: () => {}, snapshot: () => {}, announce: () => {}, claims: () => {} },
    onBug: (error) => {
      throw error;
    },
  });
});

async function acquire(): Promise<RoomLease> {
  const lease = await registry.acquire(CODE);
  if (lease === null) throw new Error('no such room');
  return lease;
}

it('[RL1] a room is loaded once, however many ask at once', async () => {
  const leases = await Promise.all([acquire(), acquire(), acquire()]);
  expect(new Set(leases.map(({ room }) => room)).size).toBe(1);
  expect(storage.loads).toBe(1);
});

it('[RL1] a room that does not exist is remembered by nobody', async () => {
  expect(await registry.acquire('DDDDDD')).toBeNull();
  expect(registry.size).toBe(0);
});

it('[RL2] an idle room leaves memory and comes back whole', async () => {
  const first = await acquire();
  await first.room.act(HOST, { type: 'add-players', names: ['Ken'] });
  first.release();
  await clock.advanceAsync(IDLE_MS);
  expect(registry.size).toBe(0);
  const second = await acquire();
  expect(second.room).not.toBe(first.room);
  expect(second.room.board).toEqual(first.room.board);
});

it('[RL3] a room that is held stays, also when another lets go of it twice', async () => {
  const [one, other] = [await acquire(), await acquire()];
  one.release();
  one.release();
  clock.advance(10 * IDLE_MS);
  expect((await acquire()).room).toBe(other.room);
});

it('[RL3] a room with work under way stays', async () => {
  const lease = await acquire();
  storage.hold();
  const change = lease.room.act(HOST, { type: 'reset' });
  await settle();
  lease.release();
  clock.advance(IDLE_MS);
  expect(registry.size).toBe(1);
  storage.release();
  await change;
  await clock.advanceAsync(2 * IDLE_MS);
  expect(registry.size).toBe(0);
});

it('[RL4] closing waits for a push that still waits for its mark', async () => {
  const lease = await acquire();
  const { promise: asked, resolve: answer } = Promise.withResolvers<number>();
  storage.loadMark = () => asked;
  const order: string[] = [];
  const tap = { id: 1, type: 'score', generation: 1, player: 1, delta: 1 } as const;
  lease.room.push(PARTICIPANT, 'a', [tap], ({ ok }) => order.push(ok ? 'committed' : 'failed'));
  const closing = registry.close().then(() => order.push('closed'));
  // The loop must turn while the room waits: the answer comes from outside.
  await settle();
  answer(0);
  await closing;
  expect(order).toEqual(['committed', 'closed']);
});

it('[RL4] closing waits for the work under way', async () => {
  const lease = await acquire();
  storage.hold();
  const order: string[] = [];
  const change = lease.room.act(HOST, { type: 'reset' }).then(() => order.push('committed'));
  await settle();
  const closing = registry.close().then(() => order.push('closed'));
  await settle();
  storage.release();
  await Promise.all([change, closing]);
  expect(order).toEqual(['committed', 'closed']);
  expect(registry.size).toBe(0);
});

it('[RL5] a room that is dropped refuses what comes, ends what is under way, and is loaded anew', async () => {
  const lease = await acquire();
  const other = await acquire();
  storage.hold();
  const order: string[] = [];
  const change = lease.room.act(HOST, { type: 'reset' }).then(() => order.push('committed'));
  await settle();
  const dropped = registry.drop(CODE).then(() => order.push('dropped'));
  await settle();
  await expect(other.room.act(HOST, { type: 'reset' })).rejects.toMatchObject({
    kind: 'room_not_found',
  });
  storage.release();
  await Promise.all([change, dropped]);
  expect(order).toEqual(['committed', 'dropped']);
  expect(registry.size).toBe(0);
  const again = await acquire();
  expect(again.room).not.toBe(lease.room);
  // Those who still hold the old one let go of it, and of nothing else.
  lease.release();
  other.release();
  await clock.advanceAsync(2 * IDLE_MS);
  expect((await acquire()).room).toBe(again.room);
});

it('[RL5] dropping a room that is not in memory does nothing', async () => {
  await registry.drop(CODE);
  expect(registry.size).toBe(0);
});
