import type { DatabaseSync } from 'node:sqlite';
import type { BoardPlayer } from '#lib/board/board.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import { assertHistoryQuery } from './history-query.ts';
import type { HistoryQuery, Outcome, ScoreEvent, StoredRoom } from './room-storage.ts';
import { prepare } from './sqlite-statement.ts';

interface RoomRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly next_player_id: number;
  readonly changed_at: number;
  readonly host_key_hash: Uint8Array;
}

interface PlayerRow {
  readonly id: number;
  readonly name: string;
  readonly score: number;
  readonly changed_at: number;
  readonly named_at: number;
  readonly removed_at: number | null;
}

interface EventRow {
  readonly version: number;
  readonly generation: number;
  readonly player: number;
  readonly delta: number;
  readonly score: number;
  readonly at: number;
  readonly client_id: string | null;
  readonly mutation_id: number | null;
}

interface VerdictRow extends EventRow {
  readonly mutation_id: number;
  readonly refusal: RefusalKind | null;
}

/** What the storage's thread reads. All of it is found by an index, however much is kept. */
export const READS = {
  room: 'SELECT * FROM rooms WHERE code = ?',
  players: 'SELECT * FROM players WHERE room_id = ? ORDER BY id',
  mark: 'SELECT last_id FROM clients WHERE room_id = ? AND client_id = ?',
  verdicts: `
    SELECT e.version, e.generation, e.player, e.delta, e.score, e.at, c.client_id, v.mutation_id, v.refusal
    FROM clients c
    JOIN verdicts v ON v.client = c.id
    LEFT JOIN score_events e ON e.room_id = c.room_id AND e.version = v.version
    WHERE c.room_id = ? AND c.client_id = ? AND v.mutation_id BETWEEN ? AND ?
    ORDER BY v.mutation_id`,
  history: `
    SELECT e.version, e.generation, e.player, e.delta, e.score, e.at, c.client_id, e.mutation_id
    FROM score_events e
    LEFT JOIN clients c ON c.id = e.client
    WHERE e.room_id = ? AND e.version < ?
    ORDER BY e.version DESC
    LIMIT ?`,
} as const;

export interface OutcomesQuery {
  readonly roomId: number;
  readonly clientId: string;
  readonly from: number;
  readonly to: number;
}

export interface SqliteReads {
  load(code: string): StoredRoom | null;
  loadMark(roomId: number, clientId: string): number;
  findOutcomes(query: OutcomesQuery): Outcome[];
  history(roomId: number, query: HistoryQuery): ScoreEvent[];
}

export function prepareReads(db: DatabaseSync): SqliteReads {
  const room = prepare<RoomRow>(db, READS.room);
  const players = prepare<PlayerRow>(db, READS.players);
  const mark = prepare<{ last_id: number }>(db, READS.mark);
  const verdicts = prepare<VerdictRow>(db, READS.verdicts);
  const history = prepare<EventRow>(db, READS.history);
  return {
    load(code) {
      const row = room.get(code);
      return row === undefined ? null : storedRoom(row, players.all(row.id));
    },
    loadMark: (roomId, clientId) => mark.get(roomId, clientId)?.last_id ?? 0,
    findOutcomes: ({ roomId, clientId, from, to }) =>
      verdicts.all(roomId, clientId, from, to).map((row) => outcomeOf(row, clientId)),
    history(roomId, query) {
      assertHistoryQuery(query);
      const { before = Number.MAX_SAFE_INTEGER, limit } = query;
      return history.all(roomId, before, limit).map(eventOf);
    },
  };
}

function storedRoom(row: RoomRow, rows: readonly PlayerRow[]): StoredRoom {
  const players = new Map<number, BoardPlayer>();
  const removed = new Map<number, number>();
  for (const { id, name, score, changed_at, named_at, removed_at } of rows) {
    if (removed_at !== null) removed.set(id, removed_at);
    else players.set(id, { id, name, score, changedAt: changed_at, namedAt: named_at });
  }
  const { id: roomId, code, name, epoch, version, generation, host_key_hash: hostKeyHash } = row;
  const { next_player_id: nextPlayerId, changed_at: changedAt } = row;
  const head = { code, name, epoch, version, generation, nextPlayerId, changedAt };
  return { roomId, board: { ...head, players, removed }, hostKeyHash };
}

function outcomeOf(row: VerdictRow, clientId: string): Outcome {
  const { refusal, mutation_id: id } = row;
  if (refusal === null) return { kind: 'committed', event: eventOf(row) };
  return { kind: 'refused', by: { clientId, id }, reason: refusal };
}

function eventOf(row: EventRow): ScoreEvent {
  const { version, generation, player, delta, score, at, client_id, mutation_id } = row;
  const by =
    client_id === null || mutation_id === null ? null : { clientId: client_id, id: mutation_id };
  return { version, generation, player, delta, score, by, at };
}
