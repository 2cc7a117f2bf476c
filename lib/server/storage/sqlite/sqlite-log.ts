import type { DatabaseSync } from 'node:sqlite';
import { assert } from '#lib/shared/assert.ts';
import { searchWords } from '../../directory/search-key.ts';
import { assertHistoryQuery } from '../history-query.ts';
import type { LogEntry, LogQuery } from '../room-storage.ts';
import { logEntryOf, type LogRow } from './sqlite-rows.ts';
import { prepare, type Statement } from './sqlite-statement.ts';

/**
 * With filters, so many versions are looked through at once: a few milliseconds, in which no tap can be written.
 * Whoever wants more asks for the next page.
 */
const VERSIONS_AT_ONCE = 20_000;

export interface LogPageQuery {
  readonly roomId: number;
  readonly query: LogQuery;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** Where to go on, as the next query's `before`; null where there are no more, or enough. */
  readonly before: number | null;
}

/** The versions of a generation: what its archive and that of an earlier one say; as far as they say anything. */
const BOUNDS = `
  SELECT version AS newest,
    (SELECT max(version) FROM archives WHERE room_id = rooms.id AND generation = ?1) AS last,
    (SELECT max(version) FROM archives WHERE room_id = rooms.id AND generation = ?1 - 1) AS earlier
  FROM rooms WHERE id = ?2`;

const FILTERS = {
  generation: 'e.generation = ?',
  player: 'e.player = ?',
  device: 'c.device = ?',
  kinds: `instr(?, ' ' || e.kind || ' ') > 0`,
  word: `instr(coalesce(c.search_key, '') || char(10) ||
      CASE WHEN e.reason IS NULL THEN '' ELSE search_key(e.reason) END, ?) > 0`,
} as const;

type Filter = readonly [sql: keyof typeof FILTERS, value: string | number];

export const LOG_READS = {
  bounds: BOUNDS,
  all: logSql([]),
  filtered: logSql(['generation', 'player', 'device', 'kinds', 'word', 'word']),
};

function logSql(filters: readonly (keyof typeof FILTERS)[]): string {
  return `
    SELECT e.version, e.generation, e.kind, e.player, e.delta, e.score, e.about, e.reason, e.at, e.undone_by,
      e.mutation_id, c.client_id, c.device, c.device_name, c.role, c.label
    FROM score_events e
    LEFT JOIN clients c ON c.id = e.client
    WHERE e.room_id = ? AND e.version < ? AND e.version > ?
      ${filters.map((filter) => `AND ${FILTERS[filter]}`).join('\n      ')}
    ORDER BY e.version DESC
    LIMIT ?`;
}

interface Bounds {
  readonly newest: number;
  readonly last: number | null;
  readonly earlier: number | null;
}

/** Reads the score log, the newest first, by the order in which the events are kept. */
export function prepareLog(db: DatabaseSync): (query: LogPageQuery) => LogPage {
  const bounds = prepare<Bounds>(db, BOUNDS);
  const statements = new Map<string, Statement<LogRow>>();

  function statementOf(filters: readonly Filter[]): Statement<LogRow> {
    const sql = logSql(filters.map(([filter]) => filter));
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = prepare<LogRow>(db, sql);
      statements.set(sql, statement);
    }
    return statement;
  }

  return ({ roomId, query }) => {
    assertHistoryQuery(query);
    const { generation = null, before = Number.MAX_SAFE_INTEGER, limit } = query;
    const found = bounds.get(generation, roomId);
    if (found === undefined) return { entries: [], before: null };
    const filters = filtersOf(query);
    const top = Math.min(before, (found.last ?? found.newest) + 1);
    const lowest = found.earlier ?? 0;
    const bottom = filters.length === 0 ? lowest : Math.max(lowest, top - 1 - VERSIONS_AT_ONCE);
    const values = filters.map(([, value]) => value);
    const rows = statementOf(filters).all(roomId, top, bottom, ...values, limit);
    const isOver = rows.length === limit || bottom <= lowest;
    return { entries: rows.map(logEntryOf), before: isOver ? null : bottom + 1 };
  };
}

function filtersOf({ generation, player, device, kinds, text }: LogQuery): Filter[] {
  const filters: Filter[] = [];
  if (generation !== undefined) filters.push(['generation', generation]);
  if (player !== undefined) filters.push(['player', player]);
  if (device !== undefined) filters.push(['device', device]);
  if (kinds !== undefined) filters.push(['kinds', ` ${kinds.join(' ')} `]);
  for (const word of searchWords(text)) filters.push(['word', word]);
  return filters;
}

/** Reads on until there is enough, and lets others have the database in between. */
export async function readLog(
  query: LogQuery,
  readPage: (query: LogQuery) => Promise<LogPage>,
): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  let before = query.before;
  for (;;) {
    const limit = query.limit - entries.length;
    assert(limit > 0, 'a page that is full is the last one');
    const page = await readPage({ ...query, before, limit });
    entries.push(...page.entries);
    if (page.before === null) return entries;
    before = page.before;
  }
}
