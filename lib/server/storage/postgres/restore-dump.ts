import type { BackupContents } from '../backup/backup-check.ts';
import { timeStamp } from '../backup/backup-files.ts';
import type { LostChanges, RestoreReport } from '../backup/restore-backup.ts';
import { StorageStartError } from '../storage-errors.ts';
import { placeOfDatabase } from './database-url.ts';
import { reasonOf } from './postgres-errors.ts';
import type { Ask } from './postgres-pool.ts';
import { versionOf } from './postgres-schema.ts';
import { inOneTransaction } from './postgres-start.ts';

/** Where everything of ours is, and all that a backup takes. */
export const SCHEMA = 'public';

/** What a restore would carry off or drop with our tables: extensions, and what others have put beside them. */
const OTHERS = `
  SELECT extname AS name FROM pg_extension WHERE extnamespace = $1::regnamespace
  UNION ALL
  SELECT proname FROM pg_proc WHERE pronamespace = $1::regnamespace AND proname NOT LIKE 'scoreroom\\_%'`;

export type DatabaseContents = Omit<BackupContents, 'bytes' | 'databaseVersion'>;

export interface RestoreDumpOptions {
  readonly url: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Reads the backup into the schema, which is empty then: all of it or nothing. */
  readonly read: () => Promise<void>;
  /** Brings what was read to the newest version. */
  readonly upgrade: () => Promise<void>;
}

/** How much there is in a database of ours. */
export async function contentsOf(ask: Ask): Promise<DatabaseContents> {
  await refuseElsewhere(ask);
  const { rows } = await ask<DatabaseContents>(`
    SELECT (SELECT count(*) FROM rooms) AS rooms, (SELECT count(*) FROM score_events) AS events,
      (SELECT max(updated_at) FROM rooms) AS "newestChangeAt"`);
  return rows[0] as DatabaseContents;
}

/** The server's major version, such as 17. */
export async function majorOf(ask: Ask): Promise<number> {
  const { rows } = await ask<{ major: number }>(
    `SELECT current_setting('server_version_num')::integer / 10000 AS major`,
  );
  return rows[0]?.major ?? 0;
}

/**
 * Puts a backup in the place of what is in the database, which is kept aside in a schema of its own, and gives every board a
 * new epoch: by that clients know that history has changed. No node may run meanwhile.
 *
 * @throws where it could not be done; what was there before is there again then, unless the message says otherwise
 */
export async function restoreDump(
  options: RestoreDumpOptions,
): Promise<Omit<RestoreReport, 'bytes' | 'databaseVersion'>> {
  const { url, now, read, upgrade } = options;
  const place = placeOfDatabase(url);
  const aside = `replaced_${timeStamp(now).replace('-', '_')}`;
  const inDatabase = <T>(run: (ask: Ask) => Promise<T>) => inOneTransaction(url, run);
  const version = await inDatabase(async (ask) => {
    await refuseElsewhere(ask);
    await refuseWhereNodesRun(ask, place);
    const found = await versionOf(ask, place);
    await refuseOthers(ask, place);
    await ask(`ALTER SCHEMA ${SCHEMA} RENAME TO ${aside}; CREATE SCHEMA ${SCHEMA}`);
    return found;
  });
  let contents: DatabaseContents;
  try {
    await read();
    await upgrade();
    contents = await inDatabase(async (ask) => {
      await refuseWhereNodesRun(ask, place);
      await ask('UPDATE rooms SET epoch = greatest(epoch + 1, $1)', [now]);
      // It was empty.
      if (version === 0) await ask(`DROP SCHEMA ${aside}`);
      return contentsOf(ask);
    });
  } catch (error: unknown) {
    const undo = `DROP SCHEMA ${SCHEMA} CASCADE; ALTER SCHEMA ${aside} RENAME TO ${SCHEMA}`;
    try {
      await inDatabase((ask) => ask(undo));
    } catch (cause: unknown) {
      const stays = `What was there is in the schema ${aside} still (${reasonOf(cause)})`;
      const message = `${reasonOf(error)}. ${stays}; before any node is started: ${undo};`;
      throw new Error(message, { cause });
    }
    throw error;
  }
  if (version === 0) return { ...contents, keptAside: null, lost: [] };
  // What was there may be damaged: then it is not known what more there was.
  const lost = await inDatabase((ask) => lostChanges(ask, aside)).catch(() => null);
  return { ...contents, keptAside: `the schema ${aside}`, lost };
}

/** A node finds its tables by the search path; a backup takes them from one schema. */
async function refuseElsewhere(ask: Ask): Promise<void> {
  const { rows } = await ask<{ schema: string }>('SELECT current_schema() AS schema');
  const schema = rows[0]?.schema;
  if (schema === SCHEMA) return;
  throw new Error(
    `Its tables would be in the schema "${schema}" and not in "${SCHEMA}": use pg_dump and pg_restore`,
  );
}

/** One that runs on would write what it remembers into what was restored. Whatever it calls itself, it is connected. */
async function refuseWhereNodesRun(ask: Ask, place: string): Promise<void> {
  const { rows } = await ask(`
    SELECT FROM pg_stat_activity WHERE datname = current_database()
      AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      -- These end a moment after whoever had started them hears of it.
      AND application_name NOT IN ('pg_dump', 'pg_restore')`);
  if (rows.length === 0) return;
  throw new StorageStartError(
    'in_use',
    `Somebody is connected to ${place}. Stop all nodes and whatever else uses it, then restore; nothing was changed.`,
  );
}

async function refuseOthers(ask: Ask, place: string): Promise<void> {
  const [other] = (await ask<{ name: string }>(OTHERS, [SCHEMA])).rows;
  if (other === undefined) return;
  throw new StorageStartError(
    'foreign_database',
    `The schema "${SCHEMA}" of ${place} has "${other.name}" in it, which is not Scoreroom's and would be moved aside. ` +
      'Move it to another schema (ALTER EXTENSION … SET SCHEMA), or use pg_restore; nothing was changed.',
  );
}

async function lostChanges(ask: Ask, aside: string): Promise<LostChanges[]> {
  const { rows } = await ask<{ code: string; versions: number | null }>(`
    SELECT before.code, before.version - now.version AS versions
    FROM ${aside}.rooms before LEFT JOIN rooms now ON now.code = before.code
    WHERE now.code IS NULL OR before.version > now.version ORDER BY before.code`);
  return [...rows];
}
