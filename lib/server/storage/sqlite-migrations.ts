import type { DatabaseSync } from 'node:sqlite';
import { StorageStartError } from './storage-errors.ts';

/** "Scor": says that a SQLite file is ours. */
export const APPLICATION_ID = 0x53_63_6f_72;

/** One step of the schema. SQL only, so that the list can be handed to the storage's thread, and in tests be another. */
export interface Migration {
  /** 1, 2, 3 …: what `PRAGMA user_version` says afterwards. */
  readonly version: number;
  readonly sql: string;
}

/** Released steps are never edited: somebody's database has gone through them. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE rooms (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, whatever is deleted one day
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        version INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        next_player_id INTEGER NOT NULL,
        changed_at INTEGER NOT NULL, -- a version
        host_key_hash BLOB NOT NULL,
        created_at INTEGER NOT NULL, -- milliseconds
        updated_at INTEGER NOT NULL  -- milliseconds
      ) STRICT;

      CREATE TABLE players (
        room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        score INTEGER NOT NULL,
        changed_at INTEGER NOT NULL, -- a version, as are the next two
        named_at INTEGER NOT NULL,
        removed_at INTEGER,          -- a player that left keeps its row: its id and its events stay taken
        PRIMARY KEY (room_id, id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE clients (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
        client_id TEXT NOT NULL,
        last_id INTEGER NOT NULL,
        seen_at INTEGER NOT NULL, -- milliseconds
        UNIQUE (room_id, client_id)
      ) STRICT;

      CREATE TABLE score_events (
        room_id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        player INTEGER NOT NULL,
        delta INTEGER NOT NULL,
        score INTEGER NOT NULL,
        client INTEGER REFERENCES clients (id) ON DELETE SET NULL,
        mutation_id INTEGER,
        at INTEGER NOT NULL, -- milliseconds
        PRIMARY KEY (room_id, version),
        FOREIGN KEY (room_id, player) REFERENCES players (room_id, id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      -- One row for each mutation, whichever way it went: its key is what keeps a tap from counting twice.
      CREATE TABLE verdicts (
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        mutation_id INTEGER NOT NULL,
        version INTEGER, -- of the score event that it made, or
        refusal TEXT,    -- why it made none
        PRIMARY KEY (client, mutation_id),
        CHECK ((version IS NULL) <> (refusal IS NULL))
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/** Brings the database to the newest version in `migrations`, each step whole or not at all. */
export function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = pragmaNumber(db, 'user_version');
  if (found > newest) throw newerVersion(file, found, newest);
  for (const migration of migrations) {
    if (migration.version > found) runStep(db, file, migration);
  }
}

function runStep(db: DatabaseSync, file: string, { version, sql }: Migration): void {
  try {
    db.exec(`BEGIN IMMEDIATE;
      ${sql};
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${version};
      COMMIT;`);
  } catch (error: unknown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw new StorageStartError(
      'migration_failed',
      `${file} could not be brought from database version ${version - 1} to ${version} (${String(error)}). ` +
        `It is still at version ${version - 1}: start the Scoreroom that made it, and report this.`,
      error,
    );
  }
}

function newerVersion(file: string, found: number, newest: number): StorageStartError {
  return new StorageStartError(
    'newer_version',
    `${file} was made by a newer Scoreroom (database version ${found}; this one knows up to ${newest}). ` +
      'Start the newer Scoreroom, or point DATA_DIR at a backup made before the upgrade.',
  );
}

export function pragmaNumber(db: DatabaseSync, pragma: string): number {
  return Number(pragmaValue(db, pragma));
}

export function pragmaValue(db: DatabaseSync, pragma: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
}
