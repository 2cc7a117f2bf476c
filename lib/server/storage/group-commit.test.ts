import { describe, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { GroupCommit } from './group-commit.ts';

interface Write {
  readonly units: readonly number[];
  readonly finish: (outcomes: readonly string[]) => void;
  readonly fail: (error: unknown) => void;
}

/** A disk that writes when the test says so; a unit weighs what it is. */
function slowDisk(maxWaitingRows?: number): {
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
    const { group, writes } = slowDisk(5);
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
});
