import type { BoardPlayer, RemovedPlayer } from '#lib/board/board.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import type { Role } from '#lib/protocol/roles.ts';
import { DEFAULT_SETTINGS, type Settings } from '#lib/protocol/settings.ts';
import type {
  Archive,
  ClientIdentity,
  EventKind,
  KeptEvent,
  LogEntry,
  Outcome,
  ScoreEvent,
  StoredRoom,
} from '../room-storage.ts';

// Rows of the database, and what they stand for.

export interface RoomRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly next_player_id: number;
  readonly changed_at: number;
  readonly settings: string;
}

export interface PlayerRow {
  readonly id: number;
  readonly name: string;
  readonly score: number;
  readonly position: number;
  readonly colour: number | null;
  readonly shape: number | null;
  readonly claimed_by: string | null;
  readonly claim_blocked: number;
  readonly changed_at: number;
  readonly scored_at: number;
  readonly profiled_at: number;
  readonly removed_at: number | null;
  readonly merged_into: number | null;
  readonly merged_score: number | null;
}

export interface EventRow {
  readonly version: number;
  readonly generation: number;
  readonly kind: EventKind;
  readonly player: number;
  readonly delta: number;
  readonly score: number;
  readonly about: number | null;
  readonly reason: string | null;
  readonly at: number;
  readonly client_id: string | null;
  readonly mutation_id: number | null;
}

export interface KeptEventRow extends EventRow {
  readonly undone_by: number | null;
}

export interface LogRow extends KeptEventRow {
  readonly device: string | null;
  readonly device_name: string | null;
  readonly role: Role | null;
  readonly label: string | null;
}

/** A tap in the chain of its client. */
export interface TapRow extends Omit<KeptEventRow, 'client_id'> {
  readonly mutation_id: number;
  /** The version of the client's tap before. */
  readonly previous: number | null;
}

/** A verdict, with its event where it is that of a tap. */
export interface VerdictRow extends EventRow {
  readonly mutation_id: number;
  readonly refusal: RefusalKind | null;
  /** Null with a refusal. */
  readonly verdict_version: number | null;
}

export interface ArchiveRow {
  readonly generation: number;
  readonly ended_at: number;
  readonly version: number;
  readonly players: string;
}

export function storedRoom(row: RoomRow, rows: readonly PlayerRow[]): StoredRoom {
  const players = new Map<number, BoardPlayer>();
  const removed = new Map<number, RemovedPlayer>();
  for (const playerRow of rows) {
    const { id, removed_at: removedAt, merged_into: into, merged_score: score } = playerRow;
    const player = playerOf(playerRow);
    const merged = into === null || score === null ? null : { into, score };
    if (removedAt === null) players.set(id, player);
    else removed.set(id, { player, removedAt, merged });
  }
  const { id: roomId, code, name, epoch, version, generation } = row;
  const { next_player_id: nextPlayerId, changed_at: changedAt } = row;
  // A setting that came later than the room is at its default.
  const settings = { ...DEFAULT_SETTINGS, ...(JSON.parse(row.settings) as Partial<Settings>) };
  const head = { code, name, epoch, version, generation, nextPlayerId, settings, changedAt };
  return { roomId, board: { ...head, players, removed } };
}

function playerOf(row: PlayerRow): BoardPlayer {
  const { id, name, score, position, colour, shape } = row;
  return {
    id,
    name,
    score,
    position,
    colour,
    shape,
    claimedBy: row.claimed_by,
    isClaimBlocked: row.claim_blocked === 1,
    changedAt: row.changed_at,
    scoredAt: row.scored_at,
    profiledAt: row.profiled_at,
  };
}

export function outcomeOf(row: VerdictRow, clientId: string): Outcome {
  const { refusal, verdict_version: version } = row;
  const by = { clientId, id: row.mutation_id };
  if (refusal !== null || version === null) {
    // The schema holds that there is either.
    return { kind: 'refused', by, reason: refusal as RefusalKind };
  }
  // The events of actions are nobody's verdict, so they are not joined.
  return row.client_id === null
    ? { kind: 'acted', by, version }
    : { kind: 'committed', event: eventOf(row) };
}

export function committedTapOf(row: TapRow, clientId: string): Outcome {
  return { kind: 'committed', event: eventOf({ ...row, client_id: clientId }) };
}

function eventOf(row: EventRow): ScoreEvent {
  const { version, generation, kind, player, delta, score, about, reason, at } = row;
  const { client_id: clientId, mutation_id: id } = row;
  const by = clientId === null || id === null ? null : { clientId, id };
  return { version, generation, kind, player, delta, score, about, reason, by, at };
}

export function keptEventOf(row: KeptEventRow): KeptEvent {
  return { ...eventOf(row), undoneBy: row.undone_by };
}

export function logEntryOf(row: LogRow): LogEntry {
  return { ...keptEventOf(row), identity: identityOf(row) };
}

function identityOf(row: LogRow): ClientIdentity | null {
  const { device, device_name: deviceName, role, label } = row;
  return role === null ? null : { device, deviceName, role, label };
}

export function archiveOf(row: ArchiveRow): Archive {
  const { generation, ended_at: endedAt, version } = row;
  return { generation, endedAt, version, players: JSON.parse(row.players) as Archive['players'] };
}
