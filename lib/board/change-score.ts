import { LIMITS } from '#lib/protocol/limits.ts';
import type { BoardPlayer, RemovedPlayer } from './board.ts';
import type { BoardEvent, BoardEventKind } from './operation.ts';
import type { WorkingBoard } from './working-board.ts';

interface Change {
  readonly kind: BoardEventKind;
  readonly delta: number;
  readonly about?: number;
}

/** Changes the score of a player, on the board or off it, at a version of its own. */
export function changeScore(board: WorkingBoard, id: number, change: Change): BoardEvent {
  const { kind, delta, about = null } = change;
  const version = board.step();
  const player = board.players.get(id);
  const record = board.removed.get(id);
  const score = (player ?? record?.player)?.score ?? 0;
  const { generation } = board;
  const event = { version, generation, kind, player: id, delta, score: score + delta, about };
  if (player !== undefined) board.put(scored(player, event));
  else if (record !== undefined)
    board.putRemoved({ ...record, player: scored(record.player, event) });
  return event;
}

function scored(player: BoardPlayer, { score, version }: BoardEvent): BoardPlayer {
  return { ...player, score, changedAt: version, scoredAt: version };
}

export function isWithinLimit(score: number): boolean {
  return Math.abs(score) <= LIMITS.score;
}

/** Whoever counts a player's events now, and the records of the mergers on the way there. */
export interface Heir {
  readonly id: number;
  readonly mergers: readonly (RemovedPlayer & { merged: NonNullable<RemovedPlayer['merged']> })[];
}

export function heirOf(board: WorkingBoard, id: number): Heir {
  const mergers: Heir['mergers'][number][] = [];
  let heir = id;
  for (;;) {
    const record = board.removed.get(heir);
    if (record === undefined || record.merged === null) return { id: heir, mergers };
    const { merged } = record;
    mergers.push({ ...record, merged });
    heir = merged.into;
  }
}

/** Notes that so much more, or less, of what the heir has came over by these mergers. */
export function passOn(board: WorkingBoard, mergers: Heir['mergers'], delta: number): void {
  for (const record of mergers) {
    const { into, score } = record.merged;
    board.putRemoved({ ...record, merged: { into, score: score + delta } });
  }
}
