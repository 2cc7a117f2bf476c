import type { BackupContents } from '../backup-check.ts';
import { timeStamp } from '../backup-files.ts';
import type { LostChanges, RestoreReport } from '../restore-backup.ts';
import { StorageStartError } from '../storage-errors.ts';
import { placeOfDatabase } from './database-url.ts';
import type { Ask } from './postgres-pool.ts';
import { versionOf } from './postgres-schema.ts';
import { inOneTransaction } from './postgres-start.ts';

/** Where everything of ours is, and all that a backup takes. */
export const SCHEMA = 'public';

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
  const { rows } = await ask<DatabaseContents>(`
    SELECT (SELECT count(*) FROM rooms) AS rooms, (SELECT count(*) FROM score_events) AS events,
      (SELECT max(updated_at) FROM rooms) AS "newestChangeAt"`);
  return rows[0] ?? { rooms: 0, events: 0, newestChangeAt: null };
}

/**
 * Puts a backup in the place of what is in the database, which is kept aside in a schema of its own, and gives every board a
 * new epoch: by that clients know that history has changed. No node may run meanwhile.
 *
 * @throws where it could not be done; what was there before is there again then
 */
export async function restoreDump(
  options: RestoreDumpOptions,
): Promise<Omit<RestoreReport, 'bytes' | 'databaseVersion'>> {
  const { url, now, read, upgrade } = options;
  const aside = `replaced_${timeStamp(now).replace('-', '_')}`;
  const inDatabase = <T>(run: (ask: Ask) => Promise<T>) => inOneTransaction(url, run);
  const version = await inDatabase(async (ask) => {
    await refuseWhereNodesRun(ask, placeOfDatabase(url));
    const found = await versionOf(ask, placeOfDatabase(url));
    await ask(`ALTER SCHEMA ${SCHEMA} RENAME TO ${aside}; CREATE SCHEMA ${SCHEMA}`);
    return found;
  });
  try {
    await read();
    await upgrade();
    return await inDatabase(async (ask) => {
      await ask('UPDATE rooms SET epoch = greatest(epoch + 1, $1)', [now]);
      if (version === 0) await ask(`DROP SCHEMA ${aside} CASCADE`);
      return {
        ...(await contentsOf(ask)),
        keptAside: version === 0 ? null : `the schema ${aside}`,
        lost: version === 0 ? [] : await lostChanges(ask, aside),
      };
    });
  } catch (error: unknown) {
    await inDatabase((ask) =>
      ask(`DROP SCHEMA ${SCHEMA} CASCADE; ALTER SCHEMA ${aside} RENAME TO ${SCHEMA}`),
    );
    throw error;
  }
}

/** One that runs on would write what it remembers into what was restored. */
async function refuseWhereNodesRun(ask: Ask, place: string): Promise<void> {
  const { rows } = await ask(`
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'scoreroom' AND pid <> pg_backend_pid()`);
  if (rows.length === 0) return;
  throw new StorageStartError(
    'in_use',
    `A Scoreroom is connected to ${place}. Stop all nodes, then restore; nothing was changed.`,
  );
}

async function lostChanges(ask: Ask, aside: string): Promise<LostChanges[]> {
  const { rows } = await ask<{ code: string; versions: number | null }>(`
    SELECT before.code, before.version - now.version AS versions
    FROM ${aside}.rooms before LEFT JOIN rooms now ON now.code = before.code
    WHERE now.code IS NULL OR before.version > now.version ORDER BY before.code`);
  return [...rows];
}
