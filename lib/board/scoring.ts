import type { ErrorKind } from '#lib/protocol/errors.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import { changeScore, heirOf, isWithinLimit, passOn } from './change-score.ts';
import {
  applied,
  type Applied,
  type BoardEvent,
  type Operation,
  type Problem,
  type Scores,
} from './operation.ts';
import type { WorkingBoard } from './working-board.ts';

// What changes scores. Each function checks all before it changes anything.

type Of<Type extends Operation['type']> = Extract<Operation, { type: Type }>;
type Outcome = Result<Applied, Problem>;

/** Why a tap cannot be, by the board's own rules. */
export type TapProblem = Extract<ErrorKind, 'unknown_player' | 'below_zero' | 'score_limit'>;

/** One tap: the hot path, so it makes the player and its event and nothing else. */
export function tapPlayer(
  board: WorkingBoard,
  id: number,
  delta: number,
): Result<BoardEvent, TapProblem> {
  const player = board.players.get(id);
  if (player === undefined) return err('unknown_player');
  const score = player.score + delta;
  // On its way up from below zero, as where the floor came later, a score may still be below it.
  if (score < 0 && delta < 0 && board.settings.floor) return err('below_zero');
  if (!isWithinLimit(score)) return err('score_limit');
  const version = board.step();
  board.put({ ...player, score, changedAt: version, scoredAt: version });
  const { generation } = board;
  return ok({ version, generation, kind: 'tap', player: id, delta, score, about: null });
}

export function setScore(board: WorkingBoard, { player: id, score }: Of<'set-score'>): Outcome {
  const player = board.players.get(id);
  if (player === undefined) return err({ kind: 'unknown_player' });
  if (score < 0 && board.settings.floor) return err({ kind: 'below_zero' });
  if (!isWithinLimit(score)) return err({ kind: 'score_limit' });
  const delta = score - player.score;
  if (delta === 0) return ok(applied([id]));
  return ok(applied([id], { events: [changeScore(board, id, { kind: 'set', delta })] }));
}

/** `undo` takes an event back, `redo` lets it count again: by what it changed, whatever came after it. */
export function undoOrRedo(board: WorkingBoard, operation: Of<'undo'> | Of<'redo'>): Outcome {
  const { type, event } = operation;
  if (event.kind === 'merge') {
    const message = 'A merge is taken back by restoring the player that left.';
    return err({ kind: 'invalid_message', message });
  }
  if (event.kind === 'undo' || event.kind === 'redo') {
    const message = 'Name the event itself, and not what took it back or let it count again.';
    return err({ kind: 'invalid_message', message });
  }
  if (event.generation !== board.generation) {
    const message = 'The board was reset since. Restore that generation to see its scores again.';
    return err({ kind: 'stale_generation', message });
  }
  if (type === 'undo' && event.undoneBy !== null) return err({ kind: 'already_undone' });
  if (type === 'redo' && event.undoneBy === null) return err({ kind: 'not_undone' });

  const { id, mergers } = heirOf(board, event.player);
  const heir = board.players.get(id);
  if (heir === undefined) {
    const message = 'The player has left the board. Restore it first.';
    return err({ kind: 'unknown_player', message });
  }
  const delta = type === 'undo' ? 0 - event.delta : event.delta;
  if (!isWithinLimit(heir.score + delta)) return err({ kind: 'score_limit' });
  const change = changeScore(board, id, { kind: type, delta, about: event.version });
  passOn(board, mergers, delta);
  const by = type === 'undo' ? change.version : null;
  return ok(applied([id], { events: [change], undone: { event: event.version, by } }));
}

export function reset(board: WorkingBoard): Outcome {
  return ok(applied([], { ended: endGeneration(board) }));
}

/** All scores to zero, in the next generation; those of players who left, too, so that none comes back later. */
function endGeneration(board: WorkingBoard): Scores {
  const ended = {
    generation: board.generation,
    version: board.version,
    players: Array.from(board.players.values(), ({ id, name, score }) => ({ id, name, score })),
  };
  const version = board.step();
  board.generation += 1;
  board.changedAt = version;
  for (const player of board.players.values()) {
    if (player.score === 0) continue;
    board.put({ ...player, score: 0, changedAt: version, scoredAt: version });
  }
  for (const record of board.removed.values()) {
    const { player, merged } = record;
    if (player.score === 0 && (merged?.score ?? 0) === 0) continue;
    board.putRemoved({
      ...record,
      player: { ...player, score: 0, scoredAt: version },
      merged: merged === null ? null : { into: merged.into, score: 0 },
    });
  }
  return ended;
}

export function resetPlayer(board: WorkingBoard, { player: id }: Of<'reset-player'>): Outcome {
  const player = board.players.get(id);
  if (player === undefined) return err({ kind: 'unknown_player' });
  if (player.score === 0) return ok(applied([id]));
  const event = changeScore(board, id, { kind: 'reset', delta: 0 - player.score });
  return ok(applied([id], { events: [event] }));
}

/**
 * The scores come back in a generation of their own: to players who left, for when they are restored, and to whoever took
 * over from those who were merged.
 */
export function restoreGeneration(
  board: WorkingBoard,
  { scores }: Of<'restore-generation'>,
): Outcome {
  if (scores.generation === board.generation) return err({ kind: 'unknown_generation' });
  const sums = new Map<number, number>();
  for (const { id, score } of scores.players) {
    const { id: heir } = heirOf(board, id);
    sums.set(heir, (sums.get(heir) ?? 0) + score);
  }
  for (const sum of sums.values()) if (!isWithinLimit(sum)) return err({ kind: 'score_limit' });

  const ended = endGeneration(board);
  for (const { id, score } of scores.players) passOn(board, heirOf(board, id).mergers, score);
  const events: BoardEvent[] = [];
  for (const [id, delta] of sums) {
    if (delta !== 0) events.push(changeScore(board, id, { kind: 'restore', delta }));
  }
  return ok(applied([], { ended, events }));
}
