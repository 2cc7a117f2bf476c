import { Client } from 'pg';
import type { Clock } from '#lib/shared/clock.ts';
import { StorageStartError } from '../storage-errors.ts';
import type { StorageLog } from '../storage-log.ts';
import { placeOfDatabase } from './database-url.ts';
import { codeOf, reasonOf, SQLSTATE } from './postgres-errors.ts';
import type { Migration } from './postgres-migrations.ts';
import type { Ask } from './postgres-pool.ts';
import { getTypeParser } from './postgres-values.ts';
import { migrate } from './postgres-schema.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** A server that is not there yet is looked for again after this long, doubled at each further attempt … */
const RETRY_BASE_MS = 250;
/** … up to this. There is no jitter: nodes of one cluster are a handful. */
const RETRY_MAX_MS = 10_000;

export interface PrepareOptions {
  readonly url: string;
  readonly migrations: readonly Migration[];
  readonly clock: Clock;
  readonly log: StorageLog;
}

/**
 * Waits for the server, for as long as that takes: whoever starts both at once starts them in any order. Then brings the
 * database to the newest version.
 *
 * @throws StorageStartError at once where waiting would not help
 */
export async function prepareDatabase(options: PrepareOptions): Promise<void> {
  const { url, migrations, clock, log } = options;
  const place = placeOfDatabase(url);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await withConnection(url, (client) =>
        migrate({ place, migrations, transaction: (run) => transaction(client, run) }),
      );
    } catch (error: unknown) {
      if (error instanceof StorageStartError) throw error;
      const refusal = refusalOf(error, place);
      if (refusal !== null) throw refusal;
      const delayMs = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** attempt);
      log.warn({ reason: reasonOf(error), delayMs }, `PostgreSQL at ${place} cannot be reached`);
      await new Promise<void>((resolve) => clock.after(delayMs, resolve));
    }
  }
}

/** Runs something in one transaction without limits of time, which others wait for. */
export function inOneTransaction<T>(url: string, run: (ask: Ask) => Promise<T>): Promise<T> {
  return withConnection(url, (client) => transaction(client, run));
}

/** A connection of its own, without the pool's limits of time: a migration takes what it takes. */
async function withConnection<T>(url: string, run: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'scoreroom',
    keepAlive: true,
    types: { getTypeParser },
  });
  // What is asked meanwhile rejects as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function transaction<T>(client: Client, run: (ask: Ask) => Promise<T>): Promise<T> {
  const ask: Ask = async (sql, values) => {
    // Several statements in one are possible without values only.
    const result = await client.query(sql, values === undefined ? undefined : [...values]);
    return { rows: result.rows, changes: result.rowCount ?? 0 };
  };
  await client.query('BEGIN');
  try {
    const result = await run(ask);
    await client.query('COMMIT');
    return result;
  } catch (error: unknown) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function refusalOf(error: unknown, place: string): StorageStartError | null {
  switch (codeOf(error)) {
    case SQLSTATE.wrongPassword:
    case SQLSTATE.accessDenied:
      return new StorageStartError(
        'access_denied',
        `PostgreSQL does not let the user of DATABASE_URL into ${place} (${reasonOf(error)}). ` +
          'Check the user and the password.',
      );
    case SQLSTATE.unknownDatabase:
      return new StorageStartError(
        'unknown_database',
        `PostgreSQL has no database of that name: ${place} (${reasonOf(error)}). ` +
          'Make it with createdb, or correct DATABASE_URL.',
      );
    default:
      return null;
  }
}
