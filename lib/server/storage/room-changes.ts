import type { Board, BoardPlayer } from '#lib/board/board.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { MutationRef, NewRoom, Refusal, RoomCommit, ScoreEvent } from './room-storage.ts';

/** The room's own row, as a commit leaves it. */
export interface RoomHead {
  readonly name: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly nextPlayerId: number;
  readonly changedAt: number;
}

/** A commit as an engine writes it: only what changed, so that a tap costs a few rows however big the board is. */
export interface RoomChanges {
  readonly roomId: number;
  /** Where the storage must stand for the commit to be written. */
  readonly expected: { readonly epoch: number; readonly version: number };
  readonly head: RoomHead;
  readonly players: readonly BoardPlayer[];
  /** Players that left, each with the version at which it did. */
  readonly removed: readonly (readonly [id: number, at: number])[];
  readonly events: readonly ScoreEvent[];
  readonly refusals: readonly Refusal[];
  readonly marks: readonly MutationRef[];
  readonly at: number;
}

/** Boards are values, so a player is the same object for as long as nothing about it changed. */
export function changesOf(commit: RoomCommit): RoomChanges {
  const { roomId, before, after, events, refusals, marks, at } = commit;
  const players: BoardPlayer[] = [];
  if (after.players !== before.players) {
    for (const player of after.players.values()) {
      if (before.players.get(player.id) !== player) players.push(player);
    }
  }
  const removed: [number, number][] = [];
  if (after.removed !== before.removed) {
    for (const [id, version] of after.removed) {
      if (before.removed.get(id) !== version) removed.push([id, version]);
    }
  }
  const expected = { epoch: before.epoch, version: before.version };
  return { roomId, expected, head: headOf(after), players, removed, events, refusals, marks, at };
}

export function headOf(board: Board): RoomHead {
  const { name, epoch, version, generation, nextPlayerId, changedAt } = board;
  return { name, epoch, version, generation, nextPlayerId, changedAt };
}

/** What an engine is asked to write: each becomes durable as a whole or not at all. */
export type WriteUnit =
  | { readonly type: 'create'; readonly room: NewRoom }
  | { readonly type: 'commit'; readonly changes: RoomChanges };

export type WriteOutcome =
  | { readonly type: 'created'; readonly roomId: number }
  | { readonly type: 'code_taken' }
  | { readonly type: 'committed' }
  | { readonly type: 'conflict' }
  /** The unit contradicts what is kept, such as an event that is there already: a bug of whoever asked for it. */
  | { readonly type: 'impossible'; readonly message: string };

/** What a unit weighs: the rows that it writes. */
export function rowsOf(unit: WriteUnit): number {
  switch (unit.type) {
    case 'create':
      return 1 + unit.room.board.players.size + unit.room.board.removed.size;
    case 'commit': {
      const { players, removed, events, refusals, marks } = unit.changes;
      return 1 + players.length + removed.length + events.length + refusals.length + marks.length;
    }
    default:
      return unreachable(unit);
  }
}
