import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '#lib/protocol/limits.ts';
import { apply, BoardDraft, type Applied, type Operation, type PastEvent } from './apply.ts';
import type { Board } from './board.ts';
import { nameKey } from './name-key.ts';
import { drawn, Play, testBoard } from './testing/random-operations.ts';

const ADA = 1;
const GRACE = 2;
const LINUS = 3;

function run(start: Board, ...operations: readonly Operation[]): Board {
  return operations.reduce((board, operation) => did(board, operation).board, start);
}

function did(board: Board, operation: Operation): Applied & { readonly board: Board } {
  const result = apply(board, operation);
  if (!result.ok) throw new Error(`${operation.type} was refused: ${result.error.kind}`);
  return result.value;
}

function refusal(board: Board, operation: Operation): string | null {
  const result = apply(board, operation);
  return result.ok ? null : result.error.kind;
}

const tap = (player: number, delta: number): Operation => ({ type: 'score', player, delta });
const scores = (board: Board) =>
  Object.fromEntries(Array.from(board.players.values(), ({ id, score }) => [id, score]));
const names = (board: Board) => Array.from(board.players.values(), ({ name }) => name);

/** The event that the operation made, as it is known later. */
function eventOf(board: Board, operation: Operation): { board: Board; event: PastEvent } {
  const { events, board: after } = did(board, operation);
  const [event] = events;
  if (event === undefined) throw new Error('it made no event');
  return { board: after, event: { ...event, undoneBy: null } };
}

describe('a draft', () => {
  it('adds to one score, counts the version up, and leaves the board it was given as it was', () => {
    const before = testBoard();
    const after = run(before, tap(GRACE, 5));
    expect(after.players.get(GRACE)).toMatchObject({ score: 5, scoredAt: 2, changedAt: 2 });
    expect(after.version).toBe(2);
    expect(before).toEqual(testBoard());
    expect(after.players.get(ADA)).toBe(before.players.get(ADA));
  });

  it('gives boards that stay as they are while it goes on', () => {
    const draft = new BoardDraft(testBoard());
    draft.tap(ADA, 1);
    const first = draft.board;
    draft.tap(ADA, 1);
    draft.apply({ type: 'remove-player', player: GRACE });
    expect([first.version, first.players.get(ADA)?.score]).toEqual([2, 1]);
    expect([first.players.size, first.removed.size]).toEqual([3, 0]);
  });

  it('makes nothing of what is so already', () => {
    const claimed = run(testBoard(), { type: 'claim-player', player: ADA, device: 'phone' });
    const nothing: Operation[] = [
      { type: 'change-player', player: ADA, name: 'Ada', colour: null },
      { type: 'order-players', players: [ADA, GRACE] },
      { type: 'claim-player', player: ADA, device: 'phone' },
      { type: 'release-player', player: GRACE },
      { type: 'block-claim', player: GRACE, blocked: false },
      { type: 'restore-player', player: ADA },
      { type: 'set-score', player: ADA, score: 0 },
      { type: 'reset-player', player: ADA },
      { type: 'rename-room', name: 'Quiz night' },
      { type: 'change-settings', settings: { floor: false, ties: undefined } },
      { type: 'move-device', from: 'tablet', to: 'laptop' },
    ];
    for (const operation of nothing) expect(did(claimed, operation).board).toBe(claimed);
  });

  it('keeps what must hold, whatever comes', () => {
    const property = fc.property(fc.array(drawn, { maxLength: 60 }), (drawings) => {
      const start = testBoard();
      const play = new Play(start);
      for (const drawing of drawings) {
        const before = play.draft.board;
        const done = play.do(drawing);
        const board = play.draft.board;
        expect(done !== null || board === before, 'a refusal changes nothing').toBe(true);
        expect(board.version - before.version).toBeGreaterThanOrEqual(done?.events.length ?? 0);
        expect([...board.players.keys()]).toEqual(
          [...board.players.keys()].toSorted((a, b) => a - b),
        );

        const sums = new Map<number, number>();
        for (const { generation, player, delta } of play.events) {
          if (generation === board.generation) sums.set(player, (sums.get(player) ?? 0) + delta);
        }
        const gone = Array.from(board.removed.values(), (record) => record.player);
        for (const { id, score } of [...board.players.values(), ...gone]) {
          expect(score, 'a score is the sum of its events').toBe(sums.get(id) ?? 0);
          expect(Math.abs(score)).toBeLessThanOrEqual(LIMITS.score);
        }
        const keys = names(board).map(nameKey);
        expect(new Set(keys).size, 'names are unique').toBe(keys.length);
        const claims = [...board.players.values()].flatMap(({ claimedBy }) => claimedBy ?? []);
        expect(new Set(claims).size, 'a device plays as one').toBe(claims.length);
        for (const id of board.removed.keys()) expect(board.players.has(id)).toBe(false);
      }
      expect(start).toEqual(testBoard());
    });
    fc.assert(property, { numRuns: 400 });
  });
});

describe('players', () => {
  it('come several at once, and never with an id that was given', () => {
    const after = run(
      testBoard(),
      { type: 'remove-player', player: LINUS },
      { type: 'add-players', names: ['Ken', 'Barbara'] },
    );
    expect([...after.players.keys()]).toEqual([1, 2, 4, 5]);
    expect(did(after, { type: 'add-players', names: ['Tony', 'Edsger'] }).players).toEqual([6, 7]);
  });

  it('are told apart by their names, however they are written', () => {
    const board = testBoard();
    expect(refusal(board, { type: 'add-players', names: ['Ken', 'KEN'] })).toBe('name_taken');
    expect(refusal(board, { type: 'add-players', names: [' ada'] })).toBe('name_taken');
    expect(refusal(board, { type: 'change-player', player: GRACE, name: 'ADA' })).toBe(
      'name_taken',
    );
    expect(names(run(board, { type: 'change-player', player: ADA, name: 'ADA' }))[0]).toBe('ADA');
    expect(refusal(board, { type: 'take-part', name: 'Linus', device: 'phone' })).toBe(
      'name_taken',
    );
  });

  it('are so many at most', () => {
    const full = testBoard(Array.from({ length: LIMITS.players }, (_, index) => `P${index}`));
    expect(refusal(full, { type: 'add-players', names: ['One more'] })).toBe('roster_full');
    const one = run(full, { type: 'remove-player', player: 1 });
    expect(refusal(one, { type: 'add-players', names: ['One', 'Two'] })).toBe('roster_full');
    const other = run(one, { type: 'add-players', names: ['One'] });
    expect(refusal(other, { type: 'restore-player', player: 1 })).toBe('roster_full');
  });

  it('stand in the order that was asked for, the others after them as they stood', () => {
    const { board, players } = did(testBoard(), { type: 'order-players', players: [LINUS] });
    expect(players).toEqual([LINUS, ADA, GRACE]);
    expect(run(board, { type: 'add-players', names: ['Ken'] }).players.get(4)?.position).toBe(4);
    expect(refusal(board, { type: 'order-players', players: [9] })).toBe('unknown_player');
  });

  it('that merge give their score, and take it back when they are restored', () => {
    const merged = run(testBoard(), tap(ADA, 5), tap(GRACE, 2), {
      type: 'merge-players',
      player: ADA,
      into: GRACE,
    });
    expect(scores(merged)).toEqual({ [GRACE]: 7, [LINUS]: 0 });
    const after = run(merged, tap(GRACE, 1), { type: 'restore-player', player: ADA });
    expect(scores(after)).toEqual({ [ADA]: 5, [GRACE]: 3, [LINUS]: 0 });
    expect(refusal(merged, { type: 'merge-players', player: GRACE, into: GRACE })).toBe(
      'invalid_message',
    );
  });

  it('that merge make two events, of which nobody counts twice', () => {
    const { events } = did(run(testBoard(), tap(ADA, 5)), {
      type: 'merge-players',
      player: ADA,
      into: GRACE,
    });
    expect(
      events.map(({ version, kind, player, delta }) => [version, kind, player, delta]),
    ).toEqual([
      [3, 'merge', ADA, -5],
      [4, 'merge', GRACE, 5],
    ]);
  });

  it('that merge hand their claim on, unless somebody plays as the other', () => {
    const claim = { type: 'claim-player', player: ADA, device: 'phone' } as const;
    const merge = { type: 'merge-players', player: ADA, into: GRACE } as const;
    const moved = run(testBoard(), claim, merge);
    expect(moved.players.get(GRACE)?.claimedBy).toBe('phone');
    const other = { type: 'claim-player', player: GRACE, device: 'tablet' } as const;
    const kept = run(testBoard(), claim, other, merge);
    expect(kept.players.get(GRACE)?.claimedBy).toBe('tablet');
    const back = run(kept, { type: 'restore-player', player: ADA });
    expect(back.players.get(ADA)?.claimedBy).toBe('phone');
  });

  it('come back as they were, but with no name that somebody else has by now', () => {
    const gone = run(
      testBoard(),
      { type: 'change-player', player: ADA, colour: 3, shape: 2 },
      tap(ADA, 4),
      { type: 'remove-player', player: ADA },
    );
    const back = run(gone, { type: 'restore-player', player: ADA });
    expect(back.players.get(ADA)).toMatchObject({ name: 'Ada', score: 4, colour: 3, shape: 2 });
    expect([...back.players.keys()]).toEqual([1, 2, 3]);
    const taken = run(gone, { type: 'add-players', names: ['Ada'] });
    expect(refusal(taken, { type: 'restore-player', player: ADA })).toBe('name_taken');
    const later = run(gone, { type: 'reset' }, { type: 'restore-player', player: ADA });
    expect(later.players.get(ADA)?.score).toBe(0);
  });
});

describe('claims', () => {
  const claim = (player: number, device: string): Operation => {
    return { type: 'claim-player', player, device };
  };

  it('are one for each device: claiming another lets go of the former', () => {
    const after = run(testBoard(), claim(ADA, 'phone'), claim(GRACE, 'phone'));
    expect([...after.players.values()].map(({ claimedBy }) => claimedBy)).toEqual([
      null,
      'phone',
      null,
    ]);
    const own = run(after, { type: 'take-part', name: 'Ken', device: 'phone' });
    expect(own.players.get(GRACE)?.claimedBy).toBeNull();
    expect(own.players.get(4)).toMatchObject({ name: 'Ken', claimedBy: 'phone' });
  });

  it('are not taken from others, nor made where they are blocked', () => {
    const taken = run(testBoard(), claim(ADA, 'phone'));
    expect(refusal(taken, claim(ADA, 'tablet'))).toBe('claim_taken');
    const blocked = run(taken, { type: 'block-claim', player: ADA, blocked: true });
    expect(blocked.players.get(ADA)?.claimedBy).toBeNull();
    expect(refusal(blocked, claim(ADA, 'phone'))).toBe('claim_blocked');
  });

  it('follow a device to its new id', () => {
    const after = run(testBoard(), claim(ADA, 'phone'), {
      type: 'move-device',
      from: 'phone',
      to: 'new',
    });
    expect(after.players.get(ADA)?.claimedBy).toBe('new');
  });
});

describe('scores', () => {
  it('have limits, and a floor where the room wants one', () => {
    expect(refusal(testBoard(), tap(9, 1))).toBe('unknown_player');
    const rich = run(testBoard(), { type: 'set-score', player: ADA, score: LIMITS.score });
    expect(refusal(rich, tap(ADA, 1))).toBe('score_limit');
    expect(
      refusal(run(rich, tap(GRACE, 1)), { type: 'merge-players', player: ADA, into: GRACE }),
    ).toBe('score_limit');

    const low = run(testBoard(), tap(ADA, -3));
    const floor = run(low, { type: 'change-settings', settings: { floor: true } });
    expect(refusal(floor, tap(GRACE, -1))).toBe('below_zero');
    expect(refusal(floor, tap(ADA, 1)), 'on its way up').toBeNull();
    expect(refusal(floor, { type: 'set-score', player: ADA, score: -1 })).toBe('below_zero');
  });

  it('are taken back and counted again by event, whatever came after', () => {
    const five = eventOf(testBoard(), tap(ADA, 5));
    const later = run(five.board, tap(ADA, 2));
    const undone = did(later, { type: 'undo', event: five.event });
    expect(scores(undone.board)[ADA]).toBe(2);
    expect(undone.events).toMatchObject([{ kind: 'undo', delta: -5, about: 2, score: 2 }]);
    expect(undone.undone).toEqual({ event: 2, by: 4 });

    const event = { ...five.event, undoneBy: 4 };
    expect(refusal(undone.board, { type: 'undo', event })).toBe('already_undone');
    expect(refusal(later, { type: 'redo', event: five.event })).toBe('not_undone');
    const redone = did(undone.board, { type: 'redo', event });
    expect([scores(redone.board)[ADA], redone.undone]).toEqual([7, { event: 2, by: null }]);
  });

  it('are taken back below the floor, and from whoever took over', () => {
    const floor = { type: 'change-settings', settings: { floor: true } } as const;
    const five = eventOf(run(testBoard(), floor), tap(ADA, 5));
    const spent = run(five.board, tap(ADA, -4));
    expect(scores(run(spent, { type: 'undo', event: five.event }))[ADA]).toBe(-4);

    const merged = run(
      spent,
      { type: 'merge-players', player: ADA, into: GRACE },
      { type: 'merge-players', player: GRACE, into: LINUS },
      { type: 'undo', event: five.event },
    );
    expect(scores(merged)).toEqual({ [LINUS]: -4 });
    const back = run(
      merged,
      { type: 'restore-player', player: ADA },
      { type: 'restore-player', player: GRACE },
    );
    expect(scores(back)).toEqual({ [ADA]: -4, [GRACE]: 0, [LINUS]: 0 });
  });

  it('of an earlier generation, of a merge and of players who left are not taken back', () => {
    const five = eventOf(testBoard(), tap(ADA, 5));
    const undo = { type: 'undo', event: five.event } as const;
    expect(refusal(run(five.board, { type: 'reset' }), undo)).toBe('stale_generation');
    expect(refusal(run(five.board, { type: 'remove-player', player: ADA }), undo)).toBe(
      'unknown_player',
    );
    const merge = eventOf(five.board, { type: 'merge-players', player: ADA, into: GRACE });
    expect(refusal(merge.board, { type: 'undo', event: merge.event })).toBe('invalid_message');
    const undone = eventOf(five.board, undo);
    expect(refusal(undone.board, { type: 'undo', event: undone.event })).toBe('invalid_message');
  });

  it('of one player can start over, and that can be taken back', () => {
    const five = run(testBoard(), tap(ADA, 5), tap(GRACE, 1));
    const { board, event } = eventOf(five, { type: 'reset-player', player: ADA });
    expect([scores(board), board.generation]).toEqual([{ 1: 0, 2: 1, 3: 0 }, 1]);
    expect(scores(run(board, { type: 'undo', event }))[ADA]).toBe(5);
  });
});

describe('generations', () => {
  it('end with a reset: all at zero, and what was is told', () => {
    const { board, ended } = did(run(testBoard(), tap(ADA, 3)), { type: 'reset' });
    expect([board.generation, scores(board)]).toEqual([2, { 1: 0, 2: 0, 3: 0 }]);
    expect(ended).toMatchObject({ generation: 1, version: 2, players: [{ score: 3 }, {}, {}] });
  });

  it('come back with their scores as a new one, with one event for each', () => {
    const { board, ended } = did(run(testBoard(), tap(ADA, 3), tap(GRACE, -2)), { type: 'reset' });
    if (ended === null) throw new Error('no archive');
    const later = run(board, tap(LINUS, 9));
    const back = did(later, { type: 'restore-generation', scores: ended });
    expect([back.board.generation, scores(back.board)]).toEqual([3, { 1: 3, 2: -2, 3: 0 }]);
    expect(back.ended).toMatchObject({ generation: 2, players: [{}, {}, { score: 9 }] });
    expect(back.events.map(({ kind, generation, delta }) => [kind, generation, delta])).toEqual([
      ['restore', 3, 3],
      ['restore', 3, -2],
    ]);
  });

  it('come back to whoever took over, and to who left for when they come back', () => {
    const { board, ended } = did(run(testBoard(), tap(ADA, 3), tap(GRACE, 2), tap(LINUS, 1)), {
      type: 'reset',
    });
    if (ended === null) throw new Error('no archive');
    const back = run(
      board,
      { type: 'merge-players', player: ADA, into: GRACE },
      { type: 'remove-player', player: LINUS },
      { type: 'restore-generation', scores: ended },
    );
    expect(scores(back)).toEqual({ [GRACE]: 5 });
    const all = run(
      back,
      { type: 'restore-player', player: LINUS },
      { type: 'restore-player', player: ADA },
    );
    expect(scores(all)).toEqual({ 1: 3, 2: 2, 3: 1 });
  });
});
