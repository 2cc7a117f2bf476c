import type { Board, BoardPlayer, RemovedPlayer } from '#lib/board/board.ts';
import type { Settings } from '#lib/protocol/settings.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { SqlStatement } from '../directory/sql-executor.ts';
import {
  eventRowsOf,
  markRowsOf,
  pushScore,
  scoreCountOf,
  tapCountOf,
  type EventRows,
  type MarkRows,
  type ScoreRows,
} from './packed-rows.ts';
import type { Archive, NewRoom, Refusal, RoomCommit } from './room-storage.ts';

/** What every commit may change of the room's own row. */
export interface RoomHead {
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly nextPlayerId: number;
  readonly changedAt: number;
}

/** What seldom changes of the room's own row. */
export interface RoomProfile {
  readonly name: string;
  readonly settings: Settings;
  readonly playerCount: number;
}

type Acted = RoomCommit['acts'][number];
type Undone = RoomCommit['undone'][number];

/** A commit as an engine writes it: only what changed, so that a tap costs a few rows however big the board is. */
export interface RoomChanges {
  readonly roomId: number;
  /** Where the storage must stand for the commit to be written. */
  readonly expected: { readonly epoch: number; readonly version: number };
  readonly head: RoomHead;
  /** Null where nothing of it changed. */
  readonly profile: RoomProfile | null;
  /** Of players of whom nothing but the score changed. */
  readonly scores: ScoreRows;
  readonly players: readonly BoardPlayer[];
  readonly removed: readonly RemovedPlayer[];
  readonly marks: MarkRows;
  readonly events: EventRows;
  readonly undone: readonly Undone[];
  readonly refusals: readonly Refusal[];
  readonly acts: readonly Acted[];
  readonly archives: readonly Archive[];
  readonly at: number;
}

/** Boards are values, so a player is the same object for as long as nothing about it changed. */
export function changesOf(commit: RoomCommit): RoomChanges {
  const { roomId, before, after, undone, refusals, acts, archives, at } = commit;
  const expected = { epoch: before.epoch, version: before.version };
  const head = headOf(after);
  const profile = hasProfileOf(before, after) ? null : profileOf(after);
  const { scores, players } = playerChanges(before, after);
  const removed: RemovedPlayer[] = [];
  if (after.removed !== before.removed) {
    for (const [id, gone] of after.removed) {
      if (before.removed.get(id) !== gone) removed.push(gone);
    }
  }
  const marks = markRowsOf(commit.marks);
  const events = eventRowsOf(commit.events, marks);
  const rows = { scores, players, removed, marks, events, undone, refusals, acts, archives };
  return { roomId, expected, head, profile, ...rows, at };
}

function playerChanges(
  before: Board,
  after: Board,
): { scores: ScoreRows; players: readonly BoardPlayer[] } {
  const scores: number[] = [];
  const players: BoardPlayer[] = [];
  if (after.players === before.players) return { scores, players };
  for (const player of after.players.values()) {
    const old = before.players.get(player.id);
    if (old === player) continue;
    if (old !== undefined && isSameProfile(old, player)) pushScore(scores, player);
    else players.push(player);
  }
  return { scores, players };
}

function isSameProfile(a: BoardPlayer, b: BoardPlayer): boolean {
  return (
    a.profiledAt === b.profiledAt &&
    a.name === b.name &&
    a.position === b.position &&
    a.colour === b.colour &&
    a.shape === b.shape &&
    a.claimedBy === b.claimedBy &&
    a.isClaimBlocked === b.isClaimBlocked
  );
}

function hasProfileOf(a: Board, b: Board): boolean {
  return a.name === b.name && a.settings === b.settings && a.players.size === b.players.size;
}

export function headOf(board: Board): RoomHead {
  const { epoch, version, generation, nextPlayerId, changedAt } = board;
  return { epoch, version, generation, nextPlayerId, changedAt };
}

export function profileOf({ name, settings, players }: Board): RoomProfile {
  return { name, settings, playerCount: players.size };
}

/** What an engine is asked to write: each becomes durable as a whole or not at all. */
export type WriteUnit =
  | { readonly type: 'create'; readonly room: NewRoom }
  | { readonly type: 'commit'; readonly changes: RoomChanges }
  | { readonly type: 'sql'; readonly statements: readonly SqlStatement[] };

export type WriteOutcome =
  | { readonly type: 'created'; readonly roomId: number }
  | { readonly type: 'code_taken' }
  | { readonly type: 'committed' }
  | { readonly type: 'conflict' }
  | { readonly type: 'answers'; readonly answers: readonly SqlRows[] }
  /** The unit contradicts what is kept, such as an event that is there already: a bug of whoever asked for it. */
  | { readonly type: 'impossible'; readonly message: string };

/** What a statement read, and how many rows it changed. */
export interface SqlRows {
  readonly rows: readonly object[];
  readonly changes: number;
}

/** What a unit weighs: about the rows that it writes. */
export function rowsOf(unit: WriteUnit): number {
  switch (unit.type) {
    case 'create':
      return 2 + unit.room.board.players.size + unit.room.board.removed.size;
    case 'commit': {
      const { scores, players, removed, events, undone, refusals, acts, marks, archives } =
        unit.changes;
      const rows = [players, removed, events.others, undone, refusals, acts, archives];
      const packed = scoreCountOf(scores) + marks.clientIds.length + tapCountOf(events);
      return rows.reduce((sum, { length }) => sum + length, 1 + packed);
    }
    case 'sql':
      return unit.statements.length;
    default:
      return unreachable(unit);
  }
}
