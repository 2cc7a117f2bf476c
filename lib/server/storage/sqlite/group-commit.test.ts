import { describe, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { GroupCommit } from './group-commit.ts';

interface Write {
  readonly units: readonly number[];
  readonly finish: (outcomes: readonly string[]) => void;
  readonly fail: (error: unknown) => void;
}

/** For tests of order: no group waits for its time. */
const impatient: Pick<Clock, 'monotonic' | 'after'> = {
  monotonic: () => 0,
  after(_, callback) {
    callback();
    return () => {};
  },
};

interface Disk {
  readonly maxWaitingRows?: number;
  readonly clock?: Pick<Clock, 'monotonic' | 'after'>;
}

/** A disk that writes when the test says so; a unit weighs what it is. */
function slowDisk({ maxWaitingRows, clock = impatient }: Disk = {}): {
  group: GroupCommit<number, string>;
  writes: Write[];
} {
  const writes: Write[] = [];
  const group = new GroupCommit<number, string>({
    write: (units) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
      writes.push({ units, finish: resolve, fail: reject });
      return promise;
    },
    rowsOf: (unit) => unit,
    clock,
    maxWaitingRows,
  });
  return { group, writes };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The write with this number, once the group has been sent to the disk. */
async function sent(writes: readonly Write[], index: number): Promise<Write> {
  for (let turns = 0; turns < 5; turns += 1) {
    const write = writes[index];
    if (write !== undefined) return write;
    await turn();
  }
  throw new Error(`write ${index} was never sent`);
}

describe('group commit', () => {
  it('[GC1] what arrives while a group is written makes the next one, in order', async () => {
    const { group, writes } = slowDisk();
    const first = [group.add(1), group.add(2)];
    const { finish } = await sent(writes, 0);
    const second = [group.add(3), group.add(4)];
    await turn();
    second.push(group.add(5));
    await turn();
    expect(writes.map(({ units }) => units)).toEqual([[1, 2]]);

    finish(['a', 'b']);
    expect(await Promise.all(first)).toEqual(['a', 'b']);
    const next = await sent(writes, 1);
    expect(next.units).toEqual([3, 4, 5]);
    next.finish(['c', 'd', 'e']);
    expect(await Promise.all(second)).toEqual(['c', 'd', 'e']);
  });

  it('[GC2] whoever asks again on an answer makes the very next group', async () => {
    const { group, writes } = slowDisk();
    const again = [group.add(1), group.add(2)].map(async (asked, index) => {
      await asked;
      // A room takes a few steps between a verdict and its next commit, and not all take as many.
      for (let step = 0; step < 10 * (index + 1); step += 1) await Promise.resolve();
      return await group.add(7);
    });
    (await sent(writes, 0)).finish(['a', 'b']);
    const next = await sent(writes, 1);
    expect(next.units).toEqual([7, 7]);
    next.finish(['c', 'd']);
    expect(await Promise.all(again)).toEqual(['c', 'd']);
  });

  it('[GC3] a failed group fails those in it, and the next one is written', async () => {
    const { group, writes } = slowDisk();
    const failed = [group.add(1), group.add(2)].map((asked) => asked.catch(String));
    const { fail } = await sent(writes, 0);
    const next = group.add(3);
    fail('no disk');
    expect(await Promise.all(failed)).toEqual(['no disk', 'no disk']);
    (await sent(writes, 1)).finish(['c']);
    expect(await next).toBe('c');
    await group.idle();
  });

  it('[GC4] beyond the limit it turns work away at once, and takes it again later', async () => {
    const { group, writes } = slowDisk({ maxWaitingRows: 5 });
    const taken = [group.add(3)];
    const { finish } = await sent(writes, 0);
    taken.push(group.add(4));
    const error: unknown = await group.add(1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ScoreroomError);
    expect(error).toMatchObject({ kind: 'storage_unavailable' });

    finish(['a']);
    await taken[0];
    (await sent(writes, 1)).finish(['b']);
    await taken[1];
    taken.push(group.add(1));
    (await sent(writes, 2)).finish(['c']);
    expect(await Promise.all(taken)).toEqual(['a', 'b', 'c']);
    await group.idle();
  });

  describe('in time', () => {
    const clock = new FakeClock();
    const { group, writes } = slowDisk({ clock });
    let turns = 0;

    async function room(): Promise<void> {
      await group.turn();
      turns += 1;
      await group.add(1);
    }

    /** A write that takes so long. */
    async function write(index: number, ms: number): Promise<void> {
      const { finish } = await sent(writes, index);
      clock.advance(ms);
      finish(writes[index]?.units.map(String) ?? []);
      await turn();
    }

    it('[GC5] a turn is given at rest at once, under load some milliseconds after the last group began', async () => {
      void room();
      await write(0, 1);
      void room();
      await turn();
      clock.advance(2.9);
      await turn();
      expect(turns).toBe(1);
      clock.advance(0.1);
      await write(1, 3);
      void room();
      await turn();
      // Three times what the last one took.
      clock.advance(5.9);
      await turn();
      expect(turns).toBe(2);
      clock.advance(0.1);
      await write(2, 30);
      // On a slow disk one follows the other.
      void room();
      await write(3, 2);
      expect(turns).toBe(4);
      // A group that is formed for others is a turn as well.
      void room();
      await turn();
      void group.add(5);
      await write(4, 1);
      expect(turns).toBe(5);
      expect(writes.at(-1)?.units.toSorted()).toEqual([1, 5]);
    });
  });

  it('[GC6] on a turn everything is taken that came until then, and is in the group that is formed', async () => {
    const { group, writes } = slowDisk();
    const first = group.add(1);
    const { finish } = await sent(writes, 0);
    const taken: string[] = [];
    const rooms = ['a', 'b'].map(async (room) => {
      await group.turn();
      for (let step = 0; step < 20; step += 1) await Promise.resolve();
      taken.push(room);
      return group.add(2);
    });
    await turn();
    expect(taken).toEqual([]);

    finish(['first']);
    await first;
    const next = await sent(writes, 1);
    expect(taken).toEqual(['a', 'b']);
    expect(next.units).toEqual([2, 2]);
    next.finish(['second', 'second']);
    expect(await Promise.all(rooms)).toEqual(['second', 'second']);
  });

  it('[GC6] a turn on which nothing is added holds nobody up', async () => {
    const { group, writes } = slowDisk();
    await group.turn();
    await group.idle();
    expect(writes).toEqual([]);
    const added = group.add(1);
    (await sent(writes, 0)).finish(['a']);
    expect(await added).toBe('a');
  });
});
