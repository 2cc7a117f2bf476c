import type { DatabaseSync } from 'node:sqlite';
import type { Archive, KeptEvent, Outcome, StoredRoom } from '../room-storage.ts';
import { prepareLog, type LogPage, type LogPageQuery } from './sqlite-log.ts';
import {
  archiveOf,
  keptEventOf,
  committedTapOf,
  outcomeOf,
  storedRoom,
  type ArchiveRow,
  type KeptEventRow,
  type PlayerRow,
  type RoomRow,
  type TapRow,
  type VerdictRow,
} from './sqlite-rows.ts';
import { prepare } from './sqlite-statement.ts';

/** Somebody's last tap is looked for among so many of their latest taps … */
const LAST_TAPS = 1_000;
/** … and among so many of the device's latest clients: each tap of a program may come from one of its own. */
const LAST_CLIENTS = 200;

const EVENT = `e.version, e.generation, e.kind, e.player, e.delta, e.score, e.about, e.reason, e.at`;

/** What the storage's thread reads, besides the log. All of it is found by an index, however much is kept. */
export const READS = {
  room: `
    SELECT id, code, name, epoch, version, generation, next_player_id, changed_at, settings
    FROM rooms WHERE code = ? AND deleted_at IS NULL`,
  players: 'SELECT * FROM players WHERE room_id = ? ORDER BY id',
  mark: 'SELECT last_id FROM clients WHERE room_id = ? AND client_id = ?',
  verdicts: `
    SELECT ${EVENT}, v.mutation_id, v.refusal, v.version AS verdict_version,
      CASE WHEN e.version IS NULL THEN NULL ELSE c.client_id END AS client_id
    FROM clients c
    JOIN verdicts v ON v.client = c.id
    LEFT JOIN score_events e ON e.room_id = c.room_id AND e.version = v.version
      AND e.client = c.id AND e.mutation_id = v.mutation_id AND e.kind = 'tap'
    WHERE c.room_id = ? AND c.client_id = ? AND v.mutation_id BETWEEN ? AND ?
    ORDER BY v.mutation_id`,
  event: `
    SELECT ${EVENT}, e.undone_by, c.client_id, e.mutation_id
    FROM score_events e
    LEFT JOIN clients c ON c.id = e.client
    WHERE e.room_id = ? AND e.version = ?`,
  client: 'SELECT id, last_tap FROM clients WHERE room_id = ? AND client_id = ?',
  clientsOfDevice: `
    SELECT id, last_tap FROM clients WHERE device = ? AND room_id = ? ORDER BY id DESC LIMIT ${LAST_CLIENTS}`,
  /** The first entrance into a client's chain of taps at or after an id. */
  entrance: `
    SELECT version FROM verdicts WHERE client = ? AND mutation_id >= ? AND version IS NOT NULL
    ORDER BY mutation_id LIMIT 1`,
  tap: `
    SELECT ${EVENT}, e.undone_by, e.mutation_id, e.previous FROM score_events e
    WHERE e.room_id = ? AND e.version = ? AND e.client = ? AND e.kind = 'tap'`,
  archives: `
    SELECT generation, ended_at, version, players FROM archives
    WHERE room_id = ? ORDER BY generation DESC`,
} as const;

export interface OutcomesQuery {
  readonly roomId: number;
  readonly clientId: string;
  readonly from: number;
  readonly to: number;
}

export interface LastTapQuery {
  readonly roomId: number;
  readonly clientId: string;
  readonly device: string | null;
}

export interface SqliteReads {
  load(code: string): StoredRoom | null;
  loadMark(roomId: number, clientId: string): number;
  findOutcomes(query: OutcomesQuery): Outcome[];
  findEvent(roomId: number, version: number): KeptEvent | null;
  findLastTap(query: LastTapQuery): KeptEvent | null;
  log(query: LogPageQuery): LogPage;
  archives(roomId: number): Archive[];
}

interface ClientRow {
  readonly id: number;
  /** The version of its last tap. */
  readonly last_tap: number | null;
}

export function prepareReads(db: DatabaseSync): SqliteReads {
  const room = prepare<RoomRow>(db, READS.room);
  const players = prepare<PlayerRow>(db, READS.players);
  const mark = prepare<{ last_id: number }>(db, READS.mark);
  const verdicts = prepare<VerdictRow>(db, READS.verdicts);
  const event = prepare<KeptEventRow>(db, READS.event);
  const client = prepare<ClientRow>(db, READS.client);
  const clientsOfDevice = prepare<ClientRow>(db, READS.clientsOfDevice);
  const entrance = prepare<{ version: number }>(db, READS.entrance);
  const tap = prepare<TapRow>(db, READS.tap);
  const archives = prepare<ArchiveRow>(db, READS.archives);

  function findEvent(roomId: number, version: number): KeptEvent | null {
    const row = event.get(roomId, version);
    return row === undefined ? null : keptEventOf(row);
  }

  /** A client's taps from one of them back, the newest first. */
  function* tapsBack(roomId: number, clientRow: number, from: number | null): Iterable<TapRow> {
    for (let version = from; version !== null;) {
      const row = tap.get(roomId, version, clientRow);
      if (row === undefined) return;
      yield row;
      version = row.previous;
    }
  }

  function findOutcomes({ roomId, clientId, from, to }: OutcomesQuery): Outcome[] {
    const row = client.get(roomId, clientId);
    if (row === undefined) return [];
    const outcomes = new Map<number, Outcome>();
    for (const verdict of verdicts.all(roomId, clientId, from, to)) {
      outcomes.set(verdict.mutation_id, outcomeOf(verdict, clientId));
    }
    const start = entrance.get(row.id, to)?.version ?? row.last_tap;
    for (const tapped of tapsBack(roomId, row.id, start)) {
      const { mutation_id: id } = tapped;
      if (id < from) break;
      if (id <= to) outcomes.set(id, committedTapOf(tapped, clientId));
    }
    return [...outcomes].toSorted(([a], [b]) => a - b).map(([, outcome]) => outcome);
  }

  /** The version of the last tap of a client that counts; 0 where there is none. */
  function lastTapOf(roomId: number, { id, last_tap: start }: ClientRow): number {
    let looked = 0;
    for (const { version, undone_by: undoneBy } of tapsBack(roomId, id, start)) {
      if (undoneBy === null) return version;
      looked += 1;
      if (looked === LAST_TAPS) break;
    }
    return 0;
  }

  function findLastTap({ roomId, clientId, device }: LastTapQuery): KeptEvent | null {
    const own = client.all(roomId, clientId);
    const others = device === null ? [] : clientsOfDevice.all(device, roomId);
    const versions = [...own, ...others].map((row) => lastTapOf(roomId, row));
    return findEvent(roomId, Math.max(0, ...versions));
  }

  return {
    load(code) {
      const row = room.get(code);
      return row === undefined ? null : storedRoom(row, players.all(row.id));
    },
    loadMark: (roomId, clientId) => mark.get(roomId, clientId)?.last_id ?? 0,
    findOutcomes,
    findEvent,
    findLastTap,
    log: prepareLog(db),
    archives: (roomId) => archives.all(roomId).map(archiveOf),
  };
}
