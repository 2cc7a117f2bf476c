import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, type Operation } from './apply.ts';
import type { Board } from './board.ts';
import { deltaSince, snapshotOf } from './diff.ts';
import { standings } from './rank.ts';
import { rebase } from './rebase.ts';
import { drawn, Play, testBoard } from './testing/random-operations.ts';
import { shown } from './testing/shown.ts';
import { applyDelta, viewOf } from './view.ts';

function run(start: Board, ...operations: readonly Operation[]): Board {
  return operations.reduce((current, operation) => {
    const result = apply(current, operation);
    return result.ok ? result.value.board : current;
  }, start);
}

describe('delta and snapshot', () => {
  it('lead to the same board, from wherever a client stands and however deltas overlap', () => {
    const property = fc.property(
      fc.array(drawn, { maxLength: 40 }),
      fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 40 }),
      (drawings, reads) => {
        const play = new Play(testBoard());
        let view = viewOf(snapshotOf(play.draft.board));
        const seen = [play.draft.board];
        drawings.forEach((drawing, index) => {
          play.do(drawing);
          const board = play.draft.board;
          seen.push(board);
          const back = reads[index % reads.length] ?? 0;
          // Now and then nothing is heard; then a delta starts where the client stands, or some way before.
          if (back === 3) return;
          const from = seen.findLast(({ version }) => version <= view.version - back);
          const outcome = applyDelta(view, deltaSince(board, from?.version ?? 1));
          expect(outcome.kind).not.toBe('gap');
          if (outcome.kind === 'applied') view = outcome.view;
          expect(shown(view)).toEqual(shown(viewOf(snapshotOf(board))));
        });
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('agree on who came to a score first, however deltas overlap', () => {
    const first = { type: 'change-settings', settings: { ties: 'first' } } as const;
    const tap = fc.record({
      type: fc.constant('score' as const),
      player: fc.integer({ min: 1, max: 4 }),
      delta: fc.constantFrom(-1, 1, 1),
    });
    const property = fc.property(
      fc.array(fc.tuple(tap, fc.nat({ max: 30 })), { maxLength: 40, size: 'max' }),
      (taps) => {
        let board = run(testBoard(['Ada', 'Grace', 'Ken', 'Tony']), first);
        let view = viewOf(snapshotOf(board));
        for (const [operation, back] of taps) {
          board = run(board, operation);
          // More than 10: nothing is heard this time.
          const since = Math.max(2, view.version - back);
          const outcome = back > 10 ? null : applyDelta(view, deltaSince(board, since));
          if (outcome?.kind === 'applied') view = outcome.view;
          const isLate = view.version < board.version;
          expect(isLate || shown(view)).toEqual(isLate || shown(viewOf(snapshotOf(board))));
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('name only what changed', () => {
    const known = testBoard();
    const latest = run(known, { type: 'score', player: 2, delta: 5 });
    expect(deltaSince(latest, known.version)).toEqual([1, 2, [2, 5]]);
    const renamed = run(latest, { type: 'change-player', player: 1, name: 'Augusta', colour: 4 });
    expect(deltaSince(renamed, latest.version)).toEqual([
      2,
      3,
      [],
      { players: [{ id: 1, name: 'Augusta', colour: 4 }] },
    ]);
  });

  it('list scores in the order in which they were last changed', () => {
    const tap = (player: number): Operation => ({ type: 'score', player, delta: 1 });
    const latest = run(testBoard(), tap(1), tap(3), tap(2), tap(1));
    expect(deltaSince(latest, 1)[2]).toEqual([3, 1, 2, 1, 1, 2]);
  });

  it('tell that a player is claimed or cannot be, and nobody by which device', () => {
    const board = run(
      testBoard(),
      { type: 'claim-player', player: 1, device: 'the-secret-device' },
      { type: 'block-claim', player: 2, blocked: true },
    );
    const said = JSON.stringify([snapshotOf(board), deltaSince(board, 1)]);
    expect(said).not.toContain('the-secret-device');
    expect(snapshotOf(board).players).toEqual([
      { id: 1, name: 'Ada', score: 0, claim: 'taken' },
      { id: 2, name: 'Grace', score: 0, claim: 'blocked' },
      { id: 3, name: 'Linus', score: 0 },
    ]);
  });

  it('tell a gap from what is known already', () => {
    const view = viewOf(snapshotOf(testBoard()));
    expect(applyDelta(view, [5, 6, [1, 1]]).kind).toBe('gap');
    expect(applyDelta(view, [0, 1, [1, 1]]).kind).toBe('known');
  });

  it('leave players that did not change as they are, so that only changed rows render', () => {
    const view = viewOf(snapshotOf(testBoard()));
    const outcome = applyDelta(view, [1, 3, [1, 0, 2, 8]]);
    expect(outcome.kind).toBe('applied');
    if (outcome.kind !== 'applied') return;
    expect(outcome.view.players.get(1)).toBe(view.players.get(1));
    expect(outcome.view.players.get(2)?.score).toBe(8);
  });
});

describe('rebase', () => {
  it('puts own taps on top of what is confirmed', () => {
    const view = viewOf(snapshotOf(testBoard()));
    const shownToMe = rebase(view, [
      { generation: 1, player: 1, delta: 1 },
      { generation: 1, player: 1, delta: 5 },
    ]);
    expect(shownToMe.players.get(1)?.score).toBe(6);
    expect(view.players.get(1)?.score).toBe(0);
    expect(shownToMe.players.get(2)).toBe(view.players.get(2));
  });

  it('has own taps come later than all that is confirmed', () => {
    const first = { type: 'change-settings', settings: { ties: 'first' } } as const;
    const board = run(testBoard(), first, { type: 'score', player: 2, delta: 1 });
    const view = rebase(viewOf(snapshotOf(board)), [
      { generation: 1, player: 3, delta: 1 },
      { generation: 1, player: 1, delta: 1 },
    ]);
    const order = standings(view.players.values(), view.settings).map(({ id }) => id);
    expect(order).toEqual([2, 3, 1]);
  });

  it('shows nothing of taps that will be refused', () => {
    const view = viewOf(snapshotOf(run(testBoard(), { type: 'reset' })));
    const stale = { generation: 1, player: 1, delta: 1 };
    const gone = { generation: 2, player: 99, delta: 1 };
    expect(rebase(view, [stale, gone])).toBe(view);
    const down = { generation: 2, player: 1, delta: -1 };
    const floor = { ...view, settings: { ...view.settings, floor: true } };
    expect(rebase(floor, [down])).toBe(floor);
    const locked = { ...view, settings: { ...view.settings, scoringLocked: true } };
    expect(rebase(locked, [{ ...down, delta: 1 }])).toBe(locked);
  });
});
