import { beforeEach, describe, expect, it } from 'vitest';
import { createBoard } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import { applyDelta, viewOf } from '#lib/board/view.ts';
import type { Mutation } from '#lib/protocol/messages.ts';
import { PARTICIPANT } from '#lib/testing/actors.ts';
import { settle } from '#lib/testing/fake-clock.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { StoredRoom } from '../storage/room-storage.ts';
import { Room } from './room.ts';
import { CODE, RoomRig } from './testing/room-rig.ts';
import type { PushVerdicts } from './verdict.ts';

const ADA = 1;

let rig: RoomRig;

function tap(id: number, change: Partial<Mutation> = {}): Mutation {
  return { id, type: 'score', generation: 1, player: ADA, delta: 1, ...change };
}

const push = (clientId: string, ...mutations: Mutation[]) => rig.push(clientId, ...mutations);
const reset = () => rig.act({ type: 'reset' });
const rename = (player: number, name: string) => rig.act({ type: 'change-player', player, name });
const kinds = ({ verdicts }: PushVerdicts) => verdicts.map(({ id, kind }) => `${id} ${kind}`);
const score = (player = ADA) => rig.score(player);
const deltas = () => rig.heard.flatMap((item) => (item.what === 'delta' ? [item.delta] : []));

beforeEach(async () => {
  rig = await new RoomRig().create();
});

describe('mutations', () => {
  it('[RM1] take effect in order, each once', async () => {
    expect(kinds(await push('a', tap(1), tap(2, { delta: 5 })))).toEqual([
      '1 committed',
      '2 committed',
    ]);
    expect(kinds(await push('a', tap(3, { delta: -2 })))).toEqual(['3 committed']);
    expect(score()).toBe(4);
  });

  it('[RM2] get one verdict each, whatever they are', async () => {
    await push('a', tap(1));
    const mixed = await push(
      'a',
      tap(1),
      tap(2, { player: 99 }),
      tap(3),
      tap(4, { generation: 9 }),
    );
    expect(kinds(mixed)).toEqual(['1 duplicate', '2 refused', '3 committed', '4 refused']);
  });

  it('[RM3] sent again get the verdict that they had, and change nothing', async () => {
    const first = await push('a', tap(1), tap(2, { player: 99 }));
    await push('b', tap(1), tap(2));
    const again = await push('a', tap(1), tap(2, { player: 99 }));
    expect(kinds(again)).toEqual(['1 duplicate', '2 refused']);
    expect(again.verdicts[1]).toEqual(first.verdicts[1]);
    expect(again.verdicts[0]).toMatchObject({ event: { version: 2, score: 1 } });
    // A board of version 2 holds them, wherever it is shown.
    expect([first.version, again.version]).toEqual([2, 2]);
    expect([score(), rig.room.board.version]).toEqual([3, 4]);
  });

  it('[RM3] under way twice at once count once', async () => {
    rig.storage.hold();
    const both = Promise.all([push('a', tap(1)), push('a', tap(1))]);
    await settle();
    rig.storage.release();
    const [first, second] = await both;
    expect([kinds(first), kinds(second)]).toEqual([['1 committed'], ['1 duplicate']]);
    expect(score()).toBe(1);
  });

  it('[RM4] with a spent id and another meaning are refused as a conflict', async () => {
    await push('a', tap(1));
    const { verdicts } = await push('a', tap(1, { delta: 100 }));
    expect(verdicts).toEqual([{ id: 1, kind: 'refused', reason: 'operation_conflict' }]);
    expect(score()).toBe(1);
  });

  it('[RM5] that leave out an id are sent back with the one expected', async () => {
    await push('a', tap(1));
    await expect(push('a', tap(3))).rejects.toMatchObject({
      wire: { kind: 'out_of_order', expected: 2 },
    });
    expect(kinds(await push('a', tap(2)))).toEqual(['2 committed']);
  });

  it('[RM6] that were refused have spent their id, also after a restart', async () => {
    await push('a', tap(1, { player: 99 }));
    await rig.reopen();
    expect(kinds(await push('a', tap(1, { player: 99 })))).toEqual(['1 refused']);
    expect(kinds(await push('a', tap(2)))).toEqual(['2 committed']);
  });

  it('[RM7] of another generation never count', async () => {
    await push('a', tap(1));
    await reset();
    const { verdicts } = await push('a', tap(2));
    expect(verdicts).toEqual([{ id: 2, kind: 'refused', reason: 'stale_generation' }]);
    expect(score()).toBe(0);
    expect(kinds(await push('a', tap(3, { generation: 2 })))).toEqual(['3 committed']);
  });

  it('[RM7] that share a commit with a reset count on the right side of it', async () => {
    const [before, , after] = await Promise.all([
      push('a', tap(1)),
      reset(),
      push('b', tap(1), tap(2, { generation: 2 })),
    ]);
    // Loading a mark takes a turn, so the order among the three is the room's own: the rule holds in any.
    const counted = [...before.verdicts, ...after.verdicts].filter(
      ({ kind }) => kind === 'committed',
    );
    expect(counted.length).toBeGreaterThan(0);
    expect(score()).toBe(after.verdicts[1]?.kind === 'committed' ? 1 : 0);
  });

  it('[RM7] of someone who saw no board count in the generation that they meet', async () => {
    await reset();
    const { verdicts } = await new Promise<PushVerdicts>((resolve) => {
      const blind = { id: 1, generation: null, player: ADA, delta: 4 };
      rig.room.push(
        PARTICIPANT,
        'rest',
        [blind],
        (outcome) => outcome.ok && resolve(outcome.value),
      );
    });
    expect(verdicts).toMatchObject([{ kind: 'committed' }]);
    expect(rig.storage.commits.at(-1)?.events).toMatchObject([{ generation: 2 }]);
    expect(score()).toBe(4);
  });

  it('[RM8] that are refused hold back nothing', async () => {
    expect(kinds(await push('a', tap(1, { player: 99 }), tap(2)))).toEqual([
      '1 refused',
      '2 committed',
    ]);
    expect(score()).toBe(1);
  });

  it('[RM9] are known again after the room left memory', async () => {
    await push('a', tap(1), tap(2));
    await rig.reopen();
    expect(kinds(await push('a', tap(2), tap(3)))).toEqual(['2 duplicate', '3 committed']);
    expect(score()).toBe(3);
  });
});

describe('commits', () => {
  it('[RC1] come before verdicts, deltas, snapshots and versions', async () => {
    rig.storage.hold();
    const pending = push('a', tap(1));
    await settle();
    rig.clock.advance(1000);
    expect(rig.heard).toEqual([]);
    expect(rig.room.board.version).toBe(1);
    expect(rig.room.catchUp({})).toMatchObject({
      snapshot: { version: 1, players: [{ score: 0 }, {}] },
    });
    rig.storage.release();
    expect(await pending).toMatchObject({ version: 2 });
  });

  it('[RC2] are shared by what arrived during the last one', async () => {
    await push('a', tap(1));
    await push('b', tap(1));
    const before = rig.storage.commits.length;
    rig.storage.hold();
    const first = push('a', tap(2));
    await settle();
    const rest = [
      push('b', tap(2)),
      push('a', tap(3)),
      rig.act({ type: 'add-players', names: ['Ken'] }),
    ];
    await settle();
    rig.storage.release();
    await Promise.all([first, ...rest]);
    expect(rig.storage.commits.length - before).toBe(2);
    expect(rig.storage.commits.at(-1)?.events).toHaveLength(2);
  });

  it('[RC3] that fail are answered as retryable, show nothing, and the room serves on', async () => {
    rig.storage.next('fail-before');
    await expect(push('a', tap(1))).rejects.toMatchObject({
      wire: { kind: 'storage_unavailable', retryable: true },
    });
    expect([score(), deltas()]).toEqual([0, []]);
    expect(kinds(await push('a', tap(1)))).toEqual(['1 committed']);
    expect(score()).toBe(1);
  });

  it('[RC3] whose outcome is not known count once all the same', async () => {
    rig.storage.next('fail-after');
    await expect(push('a', tap(1))).rejects.toMatchObject({ wire: { retryable: true } });
    expect(kinds(await push('a', tap(1)))).toEqual(['1 duplicate']);
    expect(score()).toBe(1);
  });

  it('[RC7] whose outcome cannot be looked up either leave nobody with an old board', async () => {
    rig.storage.next('fail-after');
    rig.storage.failingLoads = 2;
    await expect(push('a', tap(1))).rejects.toMatchObject({ wire: { retryable: true } });
    expect(() => rig.room.catchUp({})).toThrow('cannot be saved');
    expect(() => rig.room.snapshot()).toThrow('cannot be saved');
    expect(rig.room.isIdle).toBe(false);
    // The first look again fails as well; the second tells everyone.
    await rig.clock.advanceAsync(250);
    expect(() => rig.room.snapshot()).toThrow('cannot be saved');
    await rig.clock.advanceAsync(250);
    expect(rig.room.snapshot()).toMatchObject({ version: 2, players: [{ score: 1 }, {}] });
    expect(deltas()).toEqual([[1, 2, [1, 1]]]);
    expect(kinds(await push('a', tap(1)))).toEqual(['1 duplicate']);
  });

  it('[RC7] are looked up before the next one is decided', async () => {
    rig.storage.next('fail-after');
    rig.storage.failingLoads = 1;
    await expect(push('a', tap(1))).rejects.toMatchObject({ wire: { retryable: true } });
    expect(await push('a', tap(1))).toMatchObject({
      version: 2,
      verdicts: [{ kind: 'duplicate' }],
    });
  });

  it('[RC4] that meet another version are decided again on top of it', async () => {
    const ahead = new Room((await rig.storage.load(CODE)) as StoredRoom, rig.options);
    const settled = new Promise((resolve) => ahead.push(PARTICIPANT, 'a', [tap(1)], resolve));
    await settled;
    expect(kinds(await push('b', tap(1)))).toEqual(['1 committed']);
    expect([score(), rig.room.board.version]).toEqual([2, 3]);
  });

  it('[RC5] count the version up by one for each change, and not for refusals', async () => {
    await push('a', tap(1), tap(2), tap(3, { player: 99 }));
    expect(rig.room.board.version).toBe(3);
    expect(rig.storage.commits.at(-1)?.events.map(({ version }) => version)).toEqual([2, 3]);
  });

  it('[RC6] have a bounded queue', async () => {
    await push('a', tap(1));
    rig.storage.hold();
    const waiting: Promise<unknown>[] = [];
    for (let from = 2; from < 20_000; from += 100) {
      const batch = Array.from({ length: 100 }, (_, index) => tap(from + index));
      waiting.push(push('a', ...batch));
    }
    waiting.pop()?.catch(() => {});
    await expect(
      push('b', ...Array.from({ length: 100 }, (_, index) => tap(index + 1))),
    ).rejects.toMatchObject({
      wire: { kind: 'rate_limited', retryAfterMs: 500 },
    });
    rig.storage.release();
    await Promise.all(waiting);
    expect(kinds(await push('b', tap(1)))).toEqual(['1 committed']);
  });
});

describe('news', () => {
  it('[RN1] leave at once in a quiet room, and once per interval in a busy one', async () => {
    await push('a', tap(1));
    expect(deltas()).toHaveLength(1);
    for (let id = 2; id <= 10; id += 1) await push('a', tap(id));
    expect(deltas()).toHaveLength(1);
    rig.clock.advance(50);
    expect(deltas()).toHaveLength(2);
    rig.clock.advance(500);
    expect(deltas()).toHaveLength(2);
    await push('a', tap(11));
    expect(deltas()).toHaveLength(3);
  });

  it('[RN2] lead from delta to delta, with absolute scores of what changed', async () => {
    await push('a', tap(1));
    await push('a', tap(2), tap(3, { player: 2, delta: 7 }));
    rig.clock.advance(50);
    expect(deltas()).toEqual([
      [1, 2, [1, 1]],
      [2, 4, [1, 2, 2, 7]],
    ]);
  });

  it('[RN2] tell of names, of who left, and of a reset', async () => {
    const start = viewOf(snapshotOf(rig.room.board));
    await rig.act({ type: 'add-players', names: ['Ken'] });
    await rename(2, 'Grace H.');
    await rig.act({ type: 'remove-player', player: 1 });
    await reset();
    rig.clock.advance(50);
    const view = deltas().reduce((current, delta) => {
      const outcome = applyDelta(current, delta);
      return outcome.kind === 'applied' ? outcome.view : current;
    }, start);
    expect(view).toEqual(viewOf(snapshotOf(rig.room.board)));
    expect([...view.players.values()].map(({ name }) => name)).toEqual(['Grace H.', 'Ken']);
  });

  it('[RN3] follow the verdicts that they show', async () => {
    await push('a', tap(1));
    expect(rig.heard.map(({ what }) => what)).toEqual(['verdicts', 'delta']);
  });

  it('[RN4] are a delta for those who come back, and a snapshot where that is shorter', async () => {
    await push('a', tap(1));
    expect(rig.room.catchUp({ epoch: 5, version: 1 })).toEqual({ epoch: 5, delta: [1, 2, [1, 1]] });
    expect(rig.room.catchUp({ epoch: 5, version: 2 })).toEqual({ epoch: 5, delta: [2, 2, []] });
    await rename(1, 'A');
    await rename(2, 'G');
    expect(rig.room.catchUp({ epoch: 5, version: 1 })).toHaveProperty('snapshot.version', 4);
    expect(rig.room.catchUp({})).toHaveProperty('snapshot.version', 4);
  });

  it.each([
    { epoch: 4, version: 1 },
    { epoch: 5, version: 99 },
    { epoch: 5, version: -1 },
    { epoch: 5, version: '1' },
    { epoch: 5, version: 0.5 },
    { epoch: 5 },
    { epoch: null, version: null },
  ])('[RN5] are a snapshot for who claims to be at %j', (position) => {
    expect(rig.room.catchUp(position)).toHaveProperty('snapshot');
  });

  it('[RN6] of another epoch are the snapshot for everyone', async () => {
    const restored = createMemoryStorage();
    const board = createBoard({ code: CODE, name: 'Restored', epoch: 6, players: ['Ada'] });
    await restored.create({ board, hostKeyHash: new Uint8Array(32), createdAt: 0 });
    Object.assign(rig.storage, {
      loadChanges: (id: number, since: never) => restored.loadChanges(id, since),
      commit: (commit: never) => restored.commit(commit),
      loadMark: (id: number, client: string) => restored.loadMark(id, client),
    });
    expect(kinds(await push('a', tap(1)))).toEqual(['1 committed']);
    expect(rig.heard[0]).toMatchObject({
      what: 'snapshot',
      snapshot: { epoch: 6, name: 'Restored' },
    });
    expect(rig.room.board).toMatchObject({ epoch: 6, version: 2 });
  });
});
