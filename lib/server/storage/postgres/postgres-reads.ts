import type { Board } from '#lib/board/board.ts';
import type { OutcomesQuery, LastTapQuery } from '../sqlite/sqlite-reads.ts';
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
} from '../sqlite/sqlite-rows.ts';
import type { Archive, KeptEvent, Outcome, StoredRoom } from '../room-storage.ts';
import { mergeBoard } from './merge-board.ts';
import type { PostgresPool } from './postgres-pool.ts';

/** Somebody's last tap is looked for among so many of the device's latest clients: a program may have one for each tap. */
const LAST_CLIENTS = 200;

const EVENT = `e.version, e.generation, e.kind, e.player, e.delta, e.score, e.about, e.reason, e.at`;

const ROOM = `r.id, r.code, r.name, r.epoch, r.version, r.generation, r.next_player_id, r.changed_at, r.settings`;

/** A room and its players in one statement, which sees one moment of both. */
const roomSql = (isRoom: string, isPlayer: string) => `
  SELECT ${ROOM}, (
    SELECT coalesce(json_agg(p ORDER BY p.id), '[]') FROM players p WHERE p.room_id = r.id AND ${isPlayer}
  ) AS players
  FROM rooms r WHERE ${isRoom} AND r.deleted_at IS NULL`;

const READS = {
  room: roomSql('r.code = $1', 'true'),
  changes: roomSql(
    'r.id = $1',
    '(p.written_at > $3 OR r.epoch IS DISTINCT FROM $2 OR r.version < $3)',
  ),
  marks: 'SELECT client_id, last_id FROM clients WHERE room_id = $1 AND client_id = ANY ($2)',
  outcomes: `
    SELECT ${EVENT}, e.mutation_id, c.client_id, NULL AS refusal, e.version AS verdict_version
    FROM clients c
    JOIN score_events e ON e.client = c.id AND e.kind = 'tap' AND e.mutation_id BETWEEN $3 AND $4
    WHERE c.room_id = $1 AND c.client_id = $2
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, v.mutation_id, NULL, v.refusal, v.version
    FROM clients c
    JOIN verdicts v ON v.client = c.id AND v.mutation_id BETWEEN $3 AND $4
    WHERE c.room_id = $1 AND c.client_id = $2
    ORDER BY mutation_id`,
  event: `
    SELECT ${EVENT}, e.undone_by, c.client_id, e.mutation_id
    FROM score_events e
    LEFT JOIN clients c ON c.id = e.client
    WHERE e.room_id = $1 AND e.version = $2`,
  lastTap: `
    SELECT ${EVENT}, e.undone_by, c.client_id, e.mutation_id
    FROM (
      SELECT id, client_id FROM clients WHERE room_id = $1 AND client_id = $2
      UNION
      (SELECT id, client_id FROM clients WHERE device = $3 AND room_id = $1 ORDER BY id DESC LIMIT ${LAST_CLIENTS})
    ) AS c
    CROSS JOIN LATERAL (
      SELECT * FROM score_events e
      WHERE e.client = c.id AND e.kind = 'tap' AND e.undone_by IS NULL
      ORDER BY e.mutation_id DESC LIMIT 1
    ) AS e
    ORDER BY e.version DESC LIMIT 1`,
  archives: `
    SELECT generation, ended_at, version, players FROM archives
    WHERE room_id = $1 ORDER BY generation DESC`,
  writable: `SELECT current_setting('transaction_read_only') AS setting`,
} as const;

type WithPlayers = RoomRow & { readonly players: readonly PlayerRow[] };

/** What is read of rooms, besides the log. */
export class PostgresReads {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async load(code: string): Promise<StoredRoom | null> {
    const { rows } = await this.#pool.read<WithPlayers>(READS.room, [code]);
    const [row] = rows;
    return row === undefined ? null : storedRoom(row, row.players);
  }

  async loadChanges(roomId: number, since: Board): Promise<Board | null> {
    const values = [roomId, since.epoch, since.version];
    const { rows } = await this.#pool.read<WithPlayers>(READS.changes, values);
    const [row] = rows;
    return row === undefined ? null : mergeBoard(since, storedRoom(row, row.players).board);
  }

  async loadMarks(roomId: number, clientIds: readonly string[]): Promise<Map<string, number>> {
    const marks = new Map(clientIds.map((clientId) => [clientId, 0]));
    if (marks.size === 0) return marks;
    const { rows } = await this.#pool.read<{ client_id: string; last_id: number }>(READS.marks, [
      roomId,
      [...marks.keys()],
    ]);
    for (const { client_id: clientId, last_id: lastId } of rows) marks.set(clientId, lastId);
    return marks;
  }

  async findOutcomes({ roomId, clientId, from, to }: OutcomesQuery): Promise<Outcome[]> {
    const values = [roomId, clientId, from, to];
    const { rows } = await this.#pool.read<VerdictRow>(READS.outcomes, values);
    return rows.map((row) => outcomeOf(row, clientId));
  }

  async findEvent(roomId: number, version: number): Promise<KeptEvent | null> {
    const { rows } = await this.#pool.read<KeptEventRow>(READS.event, [roomId, version]);
    return rows[0] === undefined ? null : keptEventOf(rows[0]);
  }

  async findLastTap({ roomId, clientId, device }: LastTapQuery): Promise<KeptEvent | null> {
    const { rows } = await this.#pool.read<KeptEventRow>(READS.lastTap, [roomId, clientId, device]);
    return rows[0] === undefined ? null : keptEventOf(rows[0]);
  }

  async archives(roomId: number): Promise<Archive[]> {
    const { rows } = await this.#pool.read<ArchiveRow>(READS.archives, [roomId]);
    return rows.map(archiveOf);
  }

  /** Rejects where nothing can be written: such as a copy that only follows another server. */
  async assertWritable(): Promise<void> {
    const { rows } = await this.#pool.read<{ setting: string }>(READS.writable);
    if (rows[0]?.setting !== 'off') throw new Error('PostgreSQL takes no writes');
  }
}
