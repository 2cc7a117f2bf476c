import { createHash, type Hash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { searchKey } from '../../directory/search-key.ts';
import { StorageStartError } from '../storage-errors.ts';
import type { Ask } from './postgres-pool.ts';

/** Rows that go in one statement. */
const ROWS_AT_ONCE = 2_000;

type Row = Readonly<Record<string, SQLOutputValue>>;

interface Table {
  readonly name: string;
  /** What PostgreSQL keeps of it, with the type of each column. */
  readonly columns: Readonly<Record<string, 'bigint' | 'integer' | 'text' | 'bytea'>>;
  /** A column that says no two rows are the same, for both databases to read them in one order. */
  readonly order: string;
  /** How SQLite selects what has another form there. */
  readonly select?: Readonly<Record<string, string>>;
  /** Which rows go over. @default all */
  readonly where?: string;
  /** Whether its ids come from a sequence, which has to go on after the highest. */
  readonly hasSequence?: boolean;
}

/** In the order in which one refers to the other. */
const TABLES: readonly Table[] = [
  {
    name: 'rooms',
    columns: {
      id: 'bigint',
      code: 'text',
      name: 'text',
      name_key: 'text',
      epoch: 'bigint',
      version: 'bigint',
      generation: 'bigint',
      next_player_id: 'bigint',
      changed_at: 'bigint',
      player_count: 'integer',
      settings: 'text',
      created_at: 'bigint',
      updated_at: 'bigint',
      pin: 'text',
      closed_at: 'bigint',
      deleted_at: 'bigint',
      erased_at: 'bigint',
    },
    order: 'id',
    hasSequence: true,
  },
  {
    name: 'players',
    columns: {
      room_id: 'bigint',
      id: 'bigint',
      name: 'text',
      score: 'bigint',
      position: 'bigint',
      colour: 'integer',
      shape: 'integer',
      claimed_by: 'text',
      claim_blocked: 'integer',
      changed_at: 'bigint',
      scored_at: 'bigint',
      profiled_at: 'bigint',
      written_at: 'bigint',
      removed_at: 'bigint',
      merged_into: 'bigint',
      merged_score: 'bigint',
    },
    order: 'room_id, id',
    // Nobody knows an older version than the one that the room has as it moves.
    select: { written_at: '(SELECT version FROM rooms WHERE rooms.id = room_id)' },
  },
  {
    name: 'clients',
    columns: {
      id: 'bigint',
      room_id: 'bigint',
      client_id: 'text',
      last_id: 'bigint',
      seen_at: 'bigint',
      device: 'text',
      device_name: 'text',
      role: 'text',
      label: 'text',
      search_key: 'text',
    },
    order: 'id',
    hasSequence: true,
  },
  {
    name: 'score_events',
    columns: {
      room_id: 'bigint',
      version: 'bigint',
      generation: 'bigint',
      kind: 'text',
      player: 'bigint',
      delta: 'bigint',
      score: 'bigint',
      client: 'bigint',
      mutation_id: 'bigint',
      at: 'bigint',
      about: 'bigint',
      undone_by: 'bigint',
      reason: 'text',
      reason_key: 'text',
    },
    order: 'room_id, version',
    select: { reason_key: 'search_key(reason)' },
  },
  {
    name: 'verdicts',
    columns: { client: 'bigint', mutation_id: 'bigint', version: 'bigint', refusal: 'text' },
    order: 'client, mutation_id',
    // Some taps have a verdict in SQLite, by which their chain is entered; here the event of a tap is its verdict.
    where: `NOT EXISTS (
      SELECT 1 FROM clients c JOIN score_events e ON e.room_id = c.room_id AND e.version = verdicts.version
      WHERE c.id = verdicts.client AND e.client = c.id AND e.mutation_id = verdicts.mutation_id AND e.kind = 'tap')`,
  },
  {
    name: 'archives',
    columns: {
      room_id: 'bigint',
      generation: 'bigint',
      ended_at: 'bigint',
      version: 'bigint',
      players: 'text',
    },
    order: 'room_id, generation',
  },
  {
    name: 'links',
    columns: {
      id: 'bigint',
      room_id: 'bigint',
      role: 'text',
      label: 'text',
      key_hash: 'bytea',
      created_at: 'bigint',
      expires_at: 'bigint',
      revoked_at: 'bigint',
      last_used_at: 'bigint',
    },
    order: 'id',
    hasSequence: true,
  },
  {
    name: 'grants',
    columns: { device: 'text', link_id: 'bigint', granted_at: 'bigint' },
    order: 'device, link_id',
  },
  {
    name: 'visitors',
    columns: {
      room_id: 'bigint',
      device: 'text',
      name: 'text',
      first_seen_at: 'bigint',
      last_seen_at: 'bigint',
      has_pin: 'integer',
    },
    order: 'room_id, device',
  },
  {
    name: 'audit',
    columns: {
      id: 'bigint',
      at: 'bigint',
      room_id: 'bigint',
      code: 'text',
      by_role: 'text',
      who: 'text',
      action: 'text',
      detail: 'text',
      search_key: 'text',
    },
    order: 'id',
    hasSequence: true,
  },
  { name: 'admin', columns: { id: 'integer', password: 'text' }, order: 'id' },
  {
    name: 'admin_sessions',
    columns: { id_hash: 'bytea', created_at: 'bigint', seen_at: 'bigint' },
    order: 'id_hash',
  },
];

export interface CopyReport {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/**
 * Copies all that a SQLite database of the newest version keeps, with its numbers, into an empty one of PostgreSQL. To be run
 * in one transaction. Then everything is read back, and compared row by row.
 *
 * @throws Error where the PostgreSQL database keeps something already, or what it keeps now is not the same
 */
export async function copyFromSqlite(db: DatabaseSync, ask: Ask): Promise<CopyReport> {
  db.function('search_key', { deterministic: true }, (text) =>
    text === null ? null : searchKey(String(text)),
  );
  for (const { name } of TABLES) await assertEmpty(ask, name);
  const tables: { name: string; rows: number }[] = [];
  for (const table of TABLES) {
    tables.push({ name: table.name, rows: await copyTable(db, ask, table) });
    if (table.hasSequence === true) await setSequence(db, ask, table.name);
  }
  for (const table of TABLES) await assertSame(db, ask, table);
  await assertSums(db, ask);
  return { tables };
}

async function assertEmpty(ask: Ask, name: string): Promise<void> {
  const { rows } = await ask(`SELECT FROM ${name} LIMIT 1`);
  if (rows.length === 0) return;
  throw new StorageStartError(
    'foreign_database',
    `The PostgreSQL database keeps boards already (there are ${name}). ` +
      'Point DATABASE_URL at an empty one; nothing was changed.',
  );
}

function selectOf({ name, columns, order, select = {}, where = 'true' }: Table): string {
  const selected = Object.keys(columns).map((column) => `${select[column] ?? column} AS ${column}`);
  return `SELECT ${selected.join(', ')} FROM ${name} WHERE ${where} ORDER BY ${order}`;
}

async function copyTable(db: DatabaseSync, ask: Ask, table: Table): Promise<number> {
  const { name, columns } = table;
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
  const insert = `INSERT INTO ${name} (${names.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`;
  let rows: Row[] = [];
  let count = 0;
  const write = async (): Promise<void> => {
    if (rows.length === 0) return;
    await ask(
      insert,
      names.map((column) => rows.map((row) => row[column] ?? null)),
    );
    count += rows.length;
    rows = [];
  };
  for (const row of db.prepare(selectOf(table)).iterate()) {
    rows.push(row);
    if (rows.length === ROWS_AT_ONCE) await write();
  }
  await write();
  return count;
}

/** No number is given twice: not even that of a row that was erased. */
async function setSequence(db: DatabaseSync, ask: Ask, name: string): Promise<void> {
  const row = db.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(name);
  const highest = Number(row?.['seq'] ?? 0);
  if (highest === 0) return;
  await ask(`SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, [name, highest]);
}

async function assertSame(db: DatabaseSync, ask: Ask, table: Table): Promise<void> {
  const { name, columns, order } = table;
  const names = Object.keys(columns);
  const there = createHash('sha256');
  const cursor = `copy_of_${name}`;
  await ask(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${names.join(', ')} FROM ${name} ORDER BY ${order}`,
  );
  let found = 0;
  for (;;) {
    const { rows } = await ask<Record<string, unknown>>(`FETCH ${ROWS_AT_ONCE} FROM ${cursor}`);
    if (rows.length === 0) break;
    found += rows.length;
    for (const row of rows) addRow(there, names, row);
  }
  await ask(`CLOSE ${cursor}`);
  const here = createHash('sha256');
  let expected = 0;
  for (const row of db.prepare(selectOf(table)).iterate()) {
    expected += 1;
    addRow(here, names, row);
  }
  if (found === expected && here.digest('hex') === there.digest('hex')) return;
  throw new Error(
    `${name}: ${expected} rows in SQLite and ${found} in PostgreSQL are not the same. Nothing was changed.`,
  );
}

function addRow(
  hash: Hash,
  names: readonly string[],
  row: Readonly<Record<string, unknown>>,
): void {
  const values = names.map((name) => {
    const value = row[name];
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
  });
  hash.update(`${JSON.stringify(values)}\n`);
}

/** In PostgreSQL's own words, and for each room: scores, what their events add up to, and marks. */
const SUMS = `
  SELECT r.id, r.version,
    (SELECT coalesce(sum(score), 0) FROM players p WHERE p.room_id = r.id) AS scores,
    (SELECT coalesce(sum(delta), 0) FROM score_events e WHERE e.room_id = r.id AND e.generation = r.generation) AS deltas,
    (SELECT count(*) FROM score_events e WHERE e.room_id = r.id) AS events,
    (SELECT coalesce(sum(last_id), 0) FROM clients c WHERE c.room_id = r.id) AS marks
  FROM rooms r ORDER BY r.id`;

async function assertSums(db: DatabaseSync, ask: Ask): Promise<void> {
  const { rows } = await ask<Record<string, unknown>>(SUMS);
  const text = (row: Readonly<Record<string, unknown>> | undefined): string =>
    JSON.stringify(Object.values(row ?? {}).map(String));
  for (const [index, row] of [...db.prepare(SUMS).iterate()].entries()) {
    if (text(row) === text(rows[index])) continue;
    throw new Error(
      `The scores of room ${String(row['id'])} are not the same. Nothing was changed.`,
    );
  }
}
