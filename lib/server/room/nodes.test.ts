import { beforeEach, describe, expect, it } from 'vitest';
import { HOST, PARTICIPANT } from '#lib/testing/actors.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { MemoryDisk } from '../storage/memory-storage.ts';
import { LossyBus } from './testing/lossy-bus.ts';
import { RoomRig } from './testing/room-rig.ts';

let clock: FakeClock;
let bus: LossyBus;
let here: RoomRig;
let there: RoomRig;

beforeEach(async () => {
  clock = new FakeClock();
  bus = new LossyBus();
  const disk = new MemoryDisk();
  here = await new RoomRig({ clock, disk, news: bus.of('here') }).create();
  there = await new RoomRig({ clock, disk, news: bus.of('there') }).reopen();
});

const positionOf = ({ room }: RoomRig) => ({
  epoch: room.board.epoch,
  version: room.board.version,
});

const tapOf = (id: number, player = 1, delta = 1) => ({ id, generation: 1, player, delta });

/** What left a room since the last look. */
function news(rig: RoomRig): string[] {
  return rig.heard.splice(0).map((heard) => {
    if (heard.what === 'delta') {
      const [from, to, scores] = heard.delta;
      return `delta ${[from, to, ...scores].join(' ')}`;
    }
    return heard.what === 'announcement' ? heard.text : heard.what;
  });
}

describe('several nodes', () => {
  it('[RX1] what another node has committed shows at once, and once', async () => {
    await here.tap(1, 5);
    expect(news(there)).toEqual(['delta 1 2 1 5']);
    expect(there.room.board).toEqual(here.room.board);
    expect(there.storage.loads).toBe(1);
    there.room.hearOf(positionOf(here));
    clock.advance(1_000);
    await settle();
    expect(news(there)).toEqual([]);
    expect(there.storage.loads).toBe(1);
  });

  it('[RX2] news that are lost are found by where the storage stands', async () => {
    bus.carry = () => undefined;
    await here.tap(1, 5);
    expect(news(there)).toEqual([]);
    there.room.hearOf(positionOf(here));
    await there.room.settled();
    expect(news(there)).toEqual(['delta 1 2 1 5', 'claims']);
    expect(there.room.board).toEqual(here.room.board);
  });

  it('[RX2] news that come twice, late or out of order lead to the same board', async () => {
    const late: (() => void)[] = [];
    bus.carry = (deliver) => void late.push(deliver);
    for (const delta of [5, 6, 7]) await here.tap(1, delta);
    late[2]?.();
    await there.room.settled();
    late[0]?.();
    late[1]?.();
    late[1]?.();
    await there.room.settled();
    clock.advance(1_000);
    expect(there.room.board).toEqual(here.room.board);
    const versions = there.heard.flatMap((heard) => (heard.what === 'delta' ? heard.delta[1] : []));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  });

  it('[RX3] taps of two nodes at the same time all count, once', async () => {
    await Promise.all([
      ...[1, 2, 3].map((id) => here.push('a', tapOf(id))),
      ...[1, 2, 3].map((id) => there.push('b', tapOf(id, 2))),
    ]);
    await Promise.all([here.room.settled(), there.room.settled()]);
    here.room.hearOf(positionOf(there));
    there.room.hearOf(positionOf(here));
    await Promise.all([here.room.settled(), there.room.settled()]);
    expect(here.scores).toEqual([3, 3]);
    expect(there.room.board).toEqual(here.room.board);
  });

  it('[RX3] a tap that was sent to one node and again to another counts once', async () => {
    await there.push('a', tapOf(1));
    await here.push('a', tapOf(1), tapOf(2));
    // The other node still takes 1 for the last that it has seen.
    const { verdicts } = await there.push('a', tapOf(2), tapOf(3));
    expect(verdicts.map(({ kind }) => kind)).toEqual(['duplicate', 'committed']);
    expect(there.scores).toEqual([3, 0]);
    expect(await there.room.mark('a')).toBe(3);
  });

  it('[RX4] news that come while a batch is written show after its verdicts', async () => {
    there.storage.hold();
    const pushed = there.push('b', tapOf(1, 2));
    await settle();
    await here.tap(1, 5);
    expect(news(there)).toEqual([]);
    there.storage.release();
    await pushed;
    await there.room.settled();
    clock.advance(1_000);
    // The batch met a conflict, and was decided again on the board that the other node had made.
    expect(news(there)).toEqual(['delta 1 2 1 5', 'claims', 'verdicts', 'delta 2 3 2 1']);
  });

  it('[RX5] whoever comes from another node hears of a mark that covers the board', async () => {
    await there.push('a', tapOf(1));
    await here.push('a', tapOf(2));
    let lastId = 0;
    await there.room.welcome('a', {}, (welcome) => ({ lastId } = welcome));
    expect(lastId).toBe(2);
  });

  it('[RX9] whoever comes is told what the room is told while their mark is asked for', async () => {
    const { storage } = there;
    const loadMark = storage.loadMark.bind(storage);
    Object.assign(storage, {
      loadMark: async (...asked: Parameters<typeof loadMark>) => {
        const lastId = await loadMark(...asked);
        await here.tap(1, 5);
        return lastId;
      },
    });
    const told: unknown[] = [];
    await there.room.welcome('b', {}, (welcome, missed) => {
      told.push('snapshot' in welcome && welcome.snapshot.version, missed);
    });
    expect(told).toEqual([1, [1, 2, [1, 5]]]);
    expect(news(there)).toEqual(['delta 1 2 1 5']);
  });

  it('[RX3] an action that another node has done under the same key is not refused for that', async () => {
    const { version } = await here.tap(1, 5);
    const undo = { type: 'undo', event: version } as const;
    const key = 'k'.repeat(22);
    // It has asked for the mark, and not for the event, when the other node does it.
    const { storage } = there;
    const findEvent = storage.findEvent.bind(storage);
    Object.assign(storage, {
      findEvent: async (...asked: Parameters<typeof findEvent>) => {
        await here.act(undo, HOST, { key });
        return findEvent(...asked);
      },
    });
    expect(await there.act(undo, HOST, { key })).toMatchObject({ duplicate: true, version: 3 });
  });

  it('[RX6] changes of players and of the room, and claims, show on all nodes', async () => {
    await here.act({ type: 'add-players', names: ['Linus'] });
    await there.room.settled();
    const device = { ...PARTICIPANT, device: 'phone' };
    await there.act({ type: 'claim-player', player: 3 }, device);
    await here.room.settled();
    await here.act({ type: 'reset' });
    await there.room.settled();
    clock.advance(1_000);
    expect(there.room.board).toEqual(here.room.board);
    expect(here.heard.filter(({ what }) => what === 'claims').at(-1)).toEqual({
      what: 'claims',
      claimedBy: [null, null, 'phone'],
    });
  });

  it('[RX7] an announcement is shown on all nodes', async () => {
    await here.act({ type: 'announce', text: 'Five minutes' });
    expect(news(here)).toEqual(['Five minutes']);
    expect(news(there)).toEqual(['Five minutes']);
  });

  it('[RX8] a turn that tells where the storage stands is used on top of that, and ends', async () => {
    bus.carry = () => undefined;
    await here.tap(1, 5);
    let ends = 0;
    Object.assign(there.storage, {
      turn: () => Promise.resolve({ position: positionOf(here), end: () => (ends += 1) }),
    });
    await there.push('b', tapOf(1, 2));
    expect(there.storage.commits).toHaveLength(1);
    expect(there.scores).toEqual([5, 1]);
    expect(ends).toBe(1);
  });
});

const SEEDS = 30;
const NODES = 3;
const STEPS = 150;

describe('whatever becomes of the news', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    '[RX3] each tap counts once, and all nodes come to the same board (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const disk = new MemoryDisk();
      await new RoomRig({ clock, disk }).create();
      const lossy = new LossyBus();
      lossy.carry = (deliver) => {
        if (random.chance(0.3)) return;
        clock.after(random.below(300), deliver);
        if (random.chance(0.2)) clock.after(random.below(300), deliver);
      };
      const nodes = await Promise.all(
        Array.from({ length: NODES }, (_, index) =>
          new RoomRig({ clock, disk, news: lossy.of(`node ${index}`) }).reopen(),
        ),
      );
      const lastIds = new Map<string, number>();
      let sum = 0;
      const pushes: Promise<unknown>[] = [];
      for (let step = 0; step < STEPS; step += 1) {
        const node = nodes[random.below(NODES)] as RoomRig;
        const client = `client ${random.below(4)}`;
        const id = (lastIds.get(client) ?? 0) + 1;
        const delta = 1 + random.below(9);
        if (random.chance(0.1)) {
          pushes.push(node.act({ type: 'reset-player', player: 2 }));
        } else {
          lastIds.set(client, id);
          sum += delta;
          // The next goes only when this one has its verdict; it may have been sent to another node as well.
          const again = random.chance(0.2) ? (nodes[random.below(NODES)] as RoomRig) : node;
          await Promise.all([
            node.push(client, tapOf(id, 1, delta)),
            again.push(client, tapOf(id, 1, delta)),
          ]);
        }
        clock.advance(random.below(100));
        await settle();
      }
      await Promise.all(pushes);
      clock.advance(1_000);
      const stored = disk.rooms[0]?.board;
      for (const { room } of nodes) {
        room.hearOf({ epoch: stored?.epoch ?? 0, version: stored?.version ?? 0 });
        await room.settled();
        expect(room.board).toEqual(stored);
      }
      expect(stored?.players.get(1)?.score).toBe(sum);
      for (const { heard } of nodes) {
        const ends = heard.flatMap((told) => (told.what === 'delta' ? told.delta[1] : []));
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      }
    },
  );
});
