import { ScoreroomError } from '#lib/protocol/errors.ts';
import { systemClock, type Clock } from '#lib/shared/clock.ts';
import { createKyselyDirectory } from '../../directory/kysely-directory.ts';
import type { OpenStorage } from '../sqlite/sqlite-storage.ts';
import type { SharedStorage } from '../shared-storage.ts';
import { silentLog, type StorageLog } from '../storage-log.ts';
import { DEFAULT_CONNECTIONS } from './database-url.ts';
import { PostgresExecutor } from './postgres-executor.ts';
import { MIGRATIONS, type Migration } from './postgres-migrations.ts';
import { PostgresPool } from './postgres-pool.ts';
import { PostgresRooms } from './postgres-rooms.ts';
import { PostgresShared } from './postgres-shared.ts';
import { prepareDatabase } from './postgres-start.ts';

export interface PostgresStorageOptions {
  /** `postgres://user:password@host/database`; see `isDatabaseUrl`. */
  readonly url: string;
  /** @default DEFAULT_CONNECTIONS */
  readonly maxConnections?: number | undefined;
  /** @default a log that says nothing */
  readonly log?: StorageLog | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** For tests of upgrades. @default MIGRATIONS */
  readonly migrations?: readonly Migration[] | undefined;
}

export interface OpenPostgresStorage extends OpenStorage {
  readonly rooms: PostgresRooms;
  readonly shared: SharedStorage;
}

/**
 * Rooms, and what is around them, in one PostgreSQL database that other nodes use as well.
 *
 * @throws StorageStartError where the database cannot be used, with one line that says what to do
 */
export async function openPostgresStorage(
  options: PostgresStorageOptions,
): Promise<OpenPostgresStorage> {
  const { url, log = silentLog, clock = systemClock } = options;
  const { maxConnections = DEFAULT_CONNECTIONS, migrations = MIGRATIONS } = options;
  await prepareDatabase({ url, migrations, clock, log });
  const pool = new PostgresPool({ url, maxConnections, log });
  await pool.prepare();
  // Whoever holds a room reads through another connection.
  const maxHolds = Math.floor(maxConnections / 2);
  const rooms = new PostgresRooms({ pool, clock, maxHolds });
  return {
    rooms,
    shared: new PostgresShared(pool),
    directory: createKyselyDirectory(new PostgresExecutor(pool)),
    backup: () => {
      const message = 'The boards are in PostgreSQL: back them up with pg_dump.';
      return Promise.reject(new ScoreroomError('storage_unavailable', { message }));
    },
    close: () => rooms.close(),
  };
}
