import fc from 'fast-check';
import { expect, it, describe } from 'vitest';
import { LIMITS } from '#lib/protocol/limits.ts';
import { apply, BoardDraft, type Operation } from './apply.ts';
import { createBoard, type Board } from './board.ts';
import { deltaSince, snapshotOf } from './diff.ts';
import { standings } from './rank.ts';
import { rebase } from './rebase.ts';
import { applyDelta, viewOf } from './view.ts';

function board(players: readonly string[] = ['Ada', 'Grace', 'Linus']): Board {
  return createBoard({ code: 'CCCCCC', name: 'Quiz night', epoch: 7, players });
}

function run(start: Board, ...operations: readonly Operation[]): Board {
  return operations.reduce((current, operation) => {
    const result = apply(current, operation);
    return result.ok ? result.value.board : current;
  }, start);
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('score' as const),
      player: fc.integer({ min: 1, max: 6 }),
      delta: fc.integer({ min: -LIMITS.delta, max: LIMITS.delta }).filter((delta) => delta !== 0),
    }),
  },
  fc.record({ type: fc.constant('add-player' as const), name: fc.string() }),
  fc.record({
    type: fc.constant('rename-player' as const),
    player: fc.integer({ min: 1, max: 6 }),
    name: fc.string(),
  }),
  fc.record({
    type: fc.constant('remove-player' as const),
    player: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ type: fc.constant('reset' as const) }),
);

describe('apply', () => {
  it('adds to one score, counts the version up, and leaves the board it was given as it was', () => {
    const before = board();
    const after = run(before, { type: 'score', player: 2, delta: 5 });
    expect(after.players.get(2)?.score).toBe(5);
    expect(after.version).toBe(before.version + 1);
    expect(before.players.get(2)?.score).toBe(0);
    expect(after.players.get(1)).toBe(before.players.get(1));
  });

  it('one after the other on a draft is the same as one by one', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
        const start = board();
        const draft = new BoardDraft(start);
        for (const one of operations) draft.apply(one);
        expect(draft.board).toEqual(run(start, ...operations));
        expect(start).toEqual(board());
      }),
    );
  });

  it('never gives an id twice', () => {
    const after = run(
      board(),
      { type: 'remove-player', player: 3 },
      { type: 'add-player', name: 'Ken' },
    );
    expect([...after.players.keys()]).toEqual([1, 2, 4]);
  });

  it('refuses what cannot be, by kind', () => {
    const full = board(Array.from({ length: LIMITS.players }, (_, index) => `P${index}`));
    expect(apply(full, { type: 'add-player', name: 'One more' })).toEqual({
      ok: false,
      error: 'roster_full',
    });
    expect(apply(board(), { type: 'score', player: 9, delta: 1 })).toEqual({
      ok: false,
      error: 'unknown_player',
    });
    let rich = board();
    for (let taps = 0; taps < 1000; taps += 1)
      rich = run(rich, { type: 'score', player: 1, delta: LIMITS.delta });
    expect(rich.players.get(1)?.score).toBe(LIMITS.score);
    expect(apply(rich, { type: 'score', player: 1, delta: 1 })).toEqual({
      ok: false,
      error: 'score_limit',
    });
  });

  it('starts a new generation at zero on reset, with everyone still there', () => {
    const after = run(board(), { type: 'score', player: 1, delta: 3 }, { type: 'reset' });
    expect(after.generation).toBe(2);
    expect([...after.players.values()].map(({ score }) => score)).toEqual([0, 0, 0]);
  });
});

describe('standings', () => {
  it('shares ranks among equals and skips the next (1224)', () => {
    const players = [
      { id: 1, score: 4 },
      { id: 2, score: 9 },
      { id: 3, score: 4 },
      { id: 4, score: -1 },
    ];
    expect(standings(players)).toEqual([
      { id: 2, score: 9, rank: 1, tied: false },
      { id: 1, score: 4, rank: 2, tied: true },
      { id: 3, score: 4, rank: 2, tied: true },
      { id: 4, score: -1, rank: 4, tied: false },
    ]);
  });

  it('of nobody are empty', () => expect(standings([])).toEqual([]));
});

describe('delta and snapshot', () => {
  it('lead to the same board, from wherever a client stands', () => {
    const property = fc.property(
      fc.array(operation, { maxLength: 40 }),
      fc.array(operation, { maxLength: 40 }),
      (earlier, later) => {
        const known = run(board(), ...earlier);
        const latest = run(known, ...later);
        const outcome = applyDelta(viewOf(snapshotOf(known)), deltaSince(latest, known.version));
        const reached = outcome.kind === 'applied' ? outcome.view : viewOf(snapshotOf(known));
        expect(standings(reached.players.values())).toEqual(
          standings(viewOf(snapshotOf(latest)).players.values()),
        );
        expect([reached.version, reached.generation]).toEqual([latest.version, latest.generation]);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('names only players whose score or name changed', () => {
    const known = board();
    const latest = run(known, { type: 'score', player: 2, delta: 5 });
    expect(deltaSince(latest, known.version)).toEqual([1, 2, [2, 5]]);
  });

  it('tells a gap from what is known already', () => {
    const view = viewOf(snapshotOf(board()));
    expect(applyDelta(view, [5, 6, [1, 1]]).kind).toBe('gap');
    expect(applyDelta(view, [0, 1, [1, 1]]).kind).toBe('known');
  });

  it('leaves players that did not change as they are, so that only changed rows render', () => {
    const view = viewOf(snapshotOf(board()));
    const outcome = applyDelta(view, [1, 3, [1, 0, 2, 8]]);
    expect(outcome.kind).toBe('applied');
    if (outcome.kind !== 'applied') return;
    expect(outcome.view.players.get(1)).toBe(view.players.get(1));
    expect(outcome.view.players.get(2)?.score).toBe(8);
  });
});

describe('rebase', () => {
  it('puts own taps on top of what is confirmed', () => {
    const view = viewOf(snapshotOf(board()));
    const shown = rebase(view, [
      { generation: 1, player: 1, delta: 1 },
      { generation: 1, player: 1, delta: 5 },
    ]);
    expect(shown.players.get(1)?.score).toBe(6);
    expect(view.players.get(1)?.score).toBe(0);
    expect(shown.players.get(2)).toBe(view.players.get(2));
  });

  it('shows nothing of taps that will be refused', () => {
    const view = viewOf(snapshotOf(run(board(), { type: 'reset' })));
    const stale = { generation: 1, player: 1, delta: 1 };
    const gone = { generation: 2, player: 99, delta: 1 };
    expect(rebase(view, [stale, gone])).toBe(view);
  });
});
