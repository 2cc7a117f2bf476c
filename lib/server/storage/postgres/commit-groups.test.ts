import { describe, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { CommitGroups } from './commit-groups.ts';
import type { CommitRow } from './commit-values.ts';

/** A room's values are its id, ten times. */
const valuesOf = (roomId: number): number[] => Array.from({ length: 10 }, () => roomId);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Call {
  /** In the order in which the statement has them. */
  readonly rooms: readonly unknown[];
  readonly answer: (results: readonly CommitRow['result'][]) => void;
  readonly fail: (error: unknown) => void;
}

function setUp(maxAtOnce = 1) {
  const calls: Call[] = [];
  const groups = new CommitGroups({
    maxAtOnce,
    call: (sql, values) => {
      const rooms = values.filter((_, index) => index % 10 === 0);
      expect(sql.match(/scoreroom_commit_1\(/g)).toHaveLength(rooms.length);
      expect(sql).toContain(`$${values.length})`);
      const { promise, resolve, reject } = Promise.withResolvers<CommitRow[]>();
      const answer: Call['answer'] = (results) => resolve(results.map((result) => ({ result })));
      calls.push({ rooms, answer, fail: reject });
      return promise;
    },
  });
  return { calls, add: (roomId: number) => groups.add(roomId, valuesOf(roomId)) };
}

describe('[PG16] rooms of a node that commit at once', () => {
  it('share a transaction, in the order of their ids, and each has its own answer', async () => {
    const { calls, add } = setUp();
    const answers = [add(7), add(3), add(5)];
    await turn();
    expect(calls.map(({ rooms }) => rooms)).toEqual([[3, 5, 7]]);
    calls[0]?.answer(['committed', 'conflict', 'committed']);
    expect(await Promise.all(answers)).toEqual(['committed', 'committed', 'conflict']);
  });

  it('wait for a transaction that is under way, and make the next one', async () => {
    const { calls, add } = setUp(2);
    for (const roomId of [1, 2]) {
      void add(roomId);
      await turn();
    }
    void add(4);
    void add(3);
    await turn();
    expect(calls.map(({ rooms }) => rooms)).toEqual([[1], [2]]);
    calls[0]?.answer(['committed']);
    await turn();
    await turn();
    expect(calls[2]?.rooms).toEqual([3, 4]);
  });

  it('are at most 32', async () => {
    const { calls, add } = setUp(2);
    for (let roomId = 1; roomId <= 40; roomId += 1) void add(roomId);
    await turn();
    expect(calls.map(({ rooms }) => rooms.length)).toEqual([32, 8]);
  });

  it('fail together where nobody knows what was written', async () => {
    const { calls, add } = setUp();
    const answers = Promise.allSettled([add(1), add(2)]);
    await turn();
    calls[0]?.fail(new ScoreroomError('storage_unavailable'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toHaveLength(1);
  });

  it('do not fail for one of them that contradicts what is kept', async () => {
    const { calls, add } = setUp();
    const answers = Promise.allSettled([add(1), add(2)]);
    await turn();
    calls[0]?.fail(new Error('there is no such player'));
    await turn();
    calls[1]?.fail(new Error('there is no such player'));
    await turn();
    calls[2]?.answer(['committed']);
    expect(await answers).toMatchObject([
      { status: 'rejected' },
      { status: 'fulfilled', value: 'committed' },
    ]);
    expect(calls.map(({ rooms }) => rooms)).toEqual([[1, 2], [1], [2]]);
  });
});
