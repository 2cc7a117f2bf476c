import type { DatabaseSync } from 'node:sqlite';
import type { Archive, KeptEvent, Outcome, StoredRoom } from './room-storage.ts';
import { prepareLog, type LogPage, type LogPageQuery } from './sqlite-log.ts';
import {
  archiveOf,
  keptEventOf,
  outcomeOf,
  storedRoom,
  type ArchiveRow,
  type KeptEventRow,
  type PlayerRow,
  type RoomRow,
  type VerdictRow,
} from './sqlite-rows.ts';
import { prepare } from './sqlite-statement.ts';

/** Somebody's last tap is looked for among so many of their latest mutations … */
const LAST_MUTATIONS = 1_000;
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
  client: 'SELECT id FROM clients WHERE room_id = ? AND client_id = ?',
  clientsOfDevice: `
    SELECT id FROM clients WHERE device = ? AND room_id = ? ORDER BY id DESC LIMIT ${LAST_CLIENTS}`,
  lastTap: `
    SELECT e.version
    FROM verdicts v
    JOIN score_events e ON e.room_id = ? AND e.version = v.version
    WHERE v.client = ?
      AND v.mutation_id > (SELECT last_id FROM clients WHERE id = v.client) - ${LAST_MUTATIONS}
      AND e.client = v.client AND e.kind = 'tap' AND e.undone_by IS NULL
    ORDER BY v.mutation_id DESC
    LIMIT 1`,
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

export function prepareReads(db: DatabaseSync): SqliteReads {
  const room = prepare<RoomRow>(db, READS.room);
  const players = prepare<PlayerRow>(db, READS.players);
  const mark = prepare<{ last_id: number }>(db, READS.mark);
  const verdicts = prepare<VerdictRow>(db, READS.verdicts);
  const event = prepare<KeptEventRow>(db, READS.event);
  const client = prepare<{ id: number }>(db, READS.client);
  const clientsOfDevice = prepare<{ id: number }>(db, READS.clientsOfDevice);
  const lastTap = prepare<{ version: number }>(db, READS.lastTap);
  const archives = prepare<ArchiveRow>(db, READS.archives);

  function findEvent(roomId: number, version: number): KeptEvent | null {
    const row = event.get(roomId, version);
    return row === undefined ? null : keptEventOf(row);
  }

  function findLastTap({ roomId, clientId, device }: LastTapQuery): KeptEvent | null {
    const own = client.all(roomId, clientId);
    const others = device === null ? [] : clientsOfDevice.all(device, roomId);
    const versions = [...own, ...others].map(({ id }) => lastTap.get(roomId, id)?.version ?? 0);
    return findEvent(roomId, Math.max(0, ...versions));
  }

  return {
    load(code) {
      const row = room.get(code);
      return row === undefined ? null : storedRoom(row, players.all(row.id));
    },
    loadMark: (roomId, clientId) => mark.get(roomId, clientId)?.last_id ?? 0,
    findOutcomes: ({ roomId, clientId, from, to }) =>
      verdicts.all(roomId, clientId, from, to).map((row) => outcomeOf(row, clientId)),
    findEvent,
    findLastTap,
    log: prepareLog(db),
    archives: (roomId) => archives.all(roomId).map(archiveOf),
  };
}
