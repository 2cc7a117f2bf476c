import { StorageStartError } from '../storage-errors.ts';
import { codeOf, reasonOf, SQLSTATE } from './postgres-errors.ts';
import type { Migration } from './postgres-migrations.ts';
import type { Ask } from './postgres-pool.ts';

/** "Scor": nodes that start at once bring the schema to the newest version one after the other. */
const LOCK_KEY = 0x53_63_6f_72;

/** What is in the schema and belongs to no extension: a database of ours begins empty. */
const FOREIGN = `
  SELECT c.relname AS name FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname LIMIT 1`;

export interface MigrateOptions {
  /** The database, for people. */
  readonly place: string;
  readonly migrations: readonly Migration[];
  /** Runs something in a transaction without limits of time. */
  readonly transaction: <T>(run: (ask: Ask) => Promise<T>) => Promise<T>;
}

/**
 * Brings the database to the newest version, each step whole or not at all.
 *
 * @throws StorageStartError where it is none of ours, or a newer one; nothing in it is changed then
 */
export async function migrate({ place, migrations, transaction }: MigrateOptions): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  for (;;) {
    const isDone = await transaction(async (ask) => {
      // For the transaction and not for the session: behind a pool of connections there is none that is ours.
      await ask('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      const found = await versionOf(ask, place);
      if (found > newest) throw newerVersion(place, found, newest);
      const next = migrations.find(({ version }) => version > found);
      if (next === undefined) return true;
      await runStep(ask, place, { ...next, found });
      return next.version === newest;
    });
    if (isDone) return;
  }
}

/**
 * The version of a database of ours; 0 where there is nothing in it.
 *
 * @throws StorageStartError where it is another program's
 */
export async function versionOf(ask: Ask, place: string): Promise<number> {
  const isOurs = await ask<{ found: boolean }>(
    `SELECT to_regclass('scoreroom_schema') IS NOT NULL AS found`,
  );
  if (isOurs.rows[0]?.found === true) {
    const { rows } = await ask<{ version: number }>('SELECT version FROM scoreroom_schema');
    return rows[0]?.version ?? 0;
  }
  const [foreign] = (await ask<{ name: string }>(FOREIGN)).rows;
  if (foreign === undefined) return 0;
  throw new StorageStartError(
    'foreign_database',
    `The database ${place} is another program's: it has "${foreign.name}" and no Scoreroom. ` +
      'Point DATABASE_URL at an empty database; Scoreroom changed nothing in this one.',
  );
}

interface Step extends Migration {
  /** The database's version before. */
  readonly found: number;
}

async function runStep(ask: Ask, place: string, { found, version, sql }: Step): Promise<void> {
  try {
    if (found === 0) {
      await ask('CREATE TABLE scoreroom_schema (version integer NOT NULL)');
      await ask('INSERT INTO scoreroom_schema VALUES (0)');
    }
    await ask(sql);
    await ask('UPDATE scoreroom_schema SET version = $1', [version]);
  } catch (error: unknown) {
    if (codeOf(error) === SQLSTATE.notAllowed) throw notAllowed(place, error);
    throw new StorageStartError(
      'migration_failed',
      `The database ${place} could not be brought from version ${found} to ${version} (${reasonOf(error)}). ` +
        `It is still at version ${found}: start the Scoreroom that made it, and report this.`,
    );
  }
}

function notAllowed(place: string, error: unknown): StorageStartError {
  return new StorageStartError(
    'not_writable',
    `The user of DATABASE_URL may not make tables in ${place} (${reasonOf(error)}). ` +
      'Make it the owner of the database.',
  );
}

function newerVersion(place: string, found: number, newest: number): StorageStartError {
  return new StorageStartError(
    'newer_version',
    `The database ${place} was made by a newer Scoreroom (database version ${found}; this one knows up to ${newest}). ` +
      'Start the newer Scoreroom, or restore a backup made before the upgrade.',
  );
}
