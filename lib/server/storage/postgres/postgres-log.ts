import { searchWords } from '../../directory/search-key.ts';
import { assertHistoryQuery } from '../history-query.ts';
import type { LogEntry, LogQuery } from '../room-storage.ts';
import { readLog, type LogPage } from '../sqlite/sqlite-log.ts';
import { logEntryOf, type LogRow } from '../sqlite/sqlite-rows.ts';
import type { PostgresPool } from './postgres-pool.ts';

/** With filters, so many versions are looked through in one statement, so that none takes long. */
const VERSIONS_AT_ONCE = 20_000;

/** The versions of a generation: what its archive and that of an earlier one say; as far as they say anything. */
const BOUNDS = `
  SELECT version AS newest,
    (SELECT max(version) FROM archives WHERE room_id = rooms.id AND generation = $1) AS last,
    (SELECT max(version) FROM archives WHERE room_id = rooms.id AND generation = $1 - 1) AS earlier
  FROM rooms WHERE id = $2`;

const ENTRIES = `
  SELECT e.version, e.generation, e.kind, e.player, e.delta, e.score, e.about, e.reason, e.at, e.undone_by,
    e.mutation_id, c.client_id, c.device, c.device_name, c.role, c.label
  FROM score_events e
  LEFT JOIN clients c ON c.id = e.client`;

const SAID = `concat(c.search_key, chr(10), e.reason_key)`;

interface Bounds {
  readonly newest: number;
  readonly last: number | null;
  readonly earlier: number | null;
}

/** Reads the score log, the newest first. */
export async function readPostgresLog(
  pool: PostgresPool,
  roomId: number,
  query: LogQuery,
): Promise<LogEntry[]> {
  assertHistoryQuery(query);
  return await readLog(query, (page) => readPage(pool, roomId, page));
}

async function readPage(pool: PostgresPool, roomId: number, query: LogQuery): Promise<LogPage> {
  const { generation = null, before = Number.MAX_SAFE_INTEGER, limit } = query;
  const [found] = (await pool.read<Bounds & object>(BOUNDS, [generation, roomId])).rows;
  if (found === undefined) return { entries: [], before: null };
  const filter = new Filter();
  for (const [sql, value] of filtersOf(query)) filter.add(sql, value);
  const top = Math.min(before, (found.last ?? found.newest) + 1);
  const lowest = found.earlier ?? 0;
  const bottom = filter.isEmpty ? lowest : Math.max(lowest, top - 1 - VERSIONS_AT_ONCE);
  filter.add((value) => `e.room_id = ${value}`, roomId);
  filter.add((value) => `e.version < ${value}`, top);
  filter.add((value) => `e.version > ${value}`, bottom);
  const { rows } = await pool.read<LogRow & object>(
    `${ENTRIES} WHERE ${filter.sql} ORDER BY e.version DESC LIMIT ${limit}`,
    filter.values,
  );
  const isOver = rows.length === limit || bottom <= lowest;
  return { entries: rows.map(logEntryOf), before: isOver ? null : bottom + 1 };
}

type Condition = (value: string) => string;

/** Conditions that all have to hold, with their values. */
class Filter {
  readonly values: unknown[] = [];
  readonly #conditions: string[] = [];

  get isEmpty(): boolean {
    return this.values.length === 0;
  }

  get sql(): string {
    return this.#conditions.join(' AND ');
  }

  add(condition: Condition, value: unknown): void {
    this.values.push(value);
    this.#conditions.push(condition(`$${this.values.length}`));
  }
}

function filtersOf({ generation, player, device, kinds, text }: LogQuery): [Condition, unknown][] {
  const filters: [Condition, unknown][] = [];
  if (generation !== undefined) filters.push([(value) => `e.generation = ${value}`, generation]);
  if (player !== undefined) filters.push([(value) => `e.player = ${value}`, player]);
  if (device !== undefined) filters.push([(value) => `c.device = ${value}`, device]);
  if (kinds !== undefined) filters.push([(value) => `e.kind = ANY (${value})`, [...kinds]]);
  for (const word of searchWords(text)) {
    filters.push([(value) => `strpos(${SAID}, ${value}) > 0`, word]);
  }
  return filters;
}
