import type { DatabaseSync } from 'node:sqlite';
import { searchKey } from '../../directory/search-key.ts';
import { StorageStartError } from '../storage-errors.ts';

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
  {
    version: 2,
    sql: `
      -- The links of a room; what a room was made with becomes its first one.
      CREATE TABLE links (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        label TEXT NOT NULL,
        key_hash BLOB NOT NULL UNIQUE,
        created_at INTEGER NOT NULL, -- milliseconds, as are the next three
        expires_at INTEGER,
        revoked_at INTEGER,
        last_used_at INTEGER
      ) STRICT;
      CREATE INDEX links_by_room ON links (room_id);
      INSERT INTO links (room_id, role, label, key_hash, created_at)
        SELECT id, 'host', 'Host key', host_key_hash, created_at FROM rooms ORDER BY id;

      ALTER TABLE rooms DROP COLUMN host_key_hash;
      ALTER TABLE rooms ADD COLUMN name_key TEXT NOT NULL DEFAULT ''; -- by which names are searched and sorted
      ALTER TABLE rooms ADD COLUMN player_count INTEGER NOT NULL DEFAULT 0;
      -- Rooms made before there were settings get the rules that they have been played by.
      ALTER TABLE rooms ADD COLUMN settings TEXT NOT NULL DEFAULT '{"scoring":"anyone","selfJoin":false,
        "steps":[1,5,10],"typed":true,"wins":"high","ties":"shared","floor":false,"scoringLocked":false,
        "locked":false,"undoSeconds":10,"cheers":true}';
      ALTER TABLE rooms ADD COLUMN pin TEXT;
      ALTER TABLE rooms ADD COLUMN closed_at INTEGER;  -- milliseconds, as are the next two
      ALTER TABLE rooms ADD COLUMN deleted_at INTEGER; -- can be restored until it is erased
      ALTER TABLE rooms ADD COLUMN erased_at INTEGER;  -- being erased: parts of it are gone already
      UPDATE rooms SET name_key = search_key(name), player_count =
        (SELECT count(*) FROM players WHERE room_id = rooms.id AND removed_at IS NULL);

      -- The list of rooms, in each of its orders. Only the first costs a tap something.
      CREATE INDEX rooms_by_activity ON rooms (updated_at) WHERE deleted_at IS NULL;
      CREATE INDEX rooms_by_name ON rooms (name_key) WHERE deleted_at IS NULL;
      CREATE INDEX rooms_by_code ON rooms (code) WHERE deleted_at IS NULL;
      CREATE INDEX rooms_by_players ON rooms (player_count) WHERE deleted_at IS NULL;
      CREATE INDEX rooms_by_creation ON rooms (created_at) WHERE deleted_at IS NULL;
      CREATE INDEX rooms_by_deletion ON rooms (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE INDEX rooms_by_erasure ON rooms (erased_at) WHERE erased_at IS NOT NULL;

      ALTER TABLE players RENAME COLUMN named_at TO profiled_at;
      ALTER TABLE players ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE players ADD COLUMN colour INTEGER;
      ALTER TABLE players ADD COLUMN shape INTEGER;
      ALTER TABLE players ADD COLUMN claimed_by TEXT; -- a device
      ALTER TABLE players ADD COLUMN claim_blocked INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE players ADD COLUMN scored_at INTEGER NOT NULL DEFAULT 0; -- a version
      ALTER TABLE players ADD COLUMN merged_into INTEGER; -- with removed_at: who took the score over,
      ALTER TABLE players ADD COLUMN merged_score INTEGER; -- and how much that was
      UPDATE players SET position = id, scored_at = changed_at;

      -- Made anew without the reference to clients: to erase one would have searched all events of all rooms.
      CREATE TABLE new_score_events (
        room_id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        kind TEXT NOT NULL,
        player INTEGER NOT NULL,
        delta INTEGER NOT NULL,
        score INTEGER NOT NULL,
        client INTEGER, -- clients.id, which is never given twice
        mutation_id INTEGER,
        at INTEGER NOT NULL, -- milliseconds
        about INTEGER,       -- the version of another event
        undone_by INTEGER,   -- the version of another event
        reason TEXT,
        PRIMARY KEY (room_id, version),
        FOREIGN KEY (room_id, player) REFERENCES players (room_id, id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      INSERT INTO new_score_events (room_id, version, generation, kind, player, delta, score, client, mutation_id, at)
        SELECT room_id, version, generation, 'tap', player, delta, score, client, mutation_id, at FROM score_events;
      DROP TABLE score_events;
      ALTER TABLE new_score_events RENAME TO score_events;

      -- Players that left can come back now: with what they scored in this generation, and with a name.
      UPDATE players SET
        name = CASE name WHEN '' THEN 'Player ' || id ELSE name END,
        score = coalesce((
          SELECT sum(e.delta) FROM score_events e JOIN rooms r ON r.id = e.room_id
          WHERE e.room_id = players.room_id AND e.player = players.id AND e.generation = r.generation), 0)
        WHERE removed_at IS NOT NULL;

      -- Who a client is, as far as it is known: all null until then.
      ALTER TABLE clients ADD COLUMN device TEXT;
      ALTER TABLE clients ADD COLUMN device_name TEXT;
      ALTER TABLE clients ADD COLUMN role TEXT;
      ALTER TABLE clients ADD COLUMN label TEXT;
      ALTER TABLE clients ADD COLUMN search_key TEXT; -- of the label and the device's name
      CREATE INDEX clients_by_device ON clients (device, room_id) WHERE device IS NOT NULL;

      CREATE TABLE archives (
        room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL,
        ended_at INTEGER NOT NULL, -- milliseconds
        version INTEGER NOT NULL,
        players TEXT NOT NULL,     -- JSON
        PRIMARY KEY (room_id, generation)
      ) STRICT;

      -- What devices hold, and where they have been.
      CREATE TABLE grants (
        device TEXT NOT NULL,
        link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
        granted_at INTEGER NOT NULL, -- milliseconds
        PRIMARY KEY (device, link_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX grants_by_link ON grants (link_id);

      CREATE TABLE visitors (
        room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
        device TEXT NOT NULL,
        name TEXT,
        first_seen_at INTEGER NOT NULL, -- milliseconds, as is the next
        last_seen_at INTEGER NOT NULL,
        has_pin INTEGER NOT NULL,
        PRIMARY KEY (room_id, device)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX visitors_by_device ON visitors (device, last_seen_at);
      CREATE INDEX visitors_by_room ON visitors (room_id, last_seen_at);

      -- No reference to rooms: what was done outlives the room.
      CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL, -- milliseconds
        room_id INTEGER,
        code TEXT,
        by_role TEXT NOT NULL,
        who TEXT,
        action TEXT NOT NULL,
        detail TEXT NOT NULL, -- JSON
        search_key TEXT NOT NULL
      ) STRICT;
      CREATE INDEX audit_by_code ON audit (code);
      CREATE INDEX audit_by_time ON audit (at);

      CREATE TABLE admin (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        password TEXT NOT NULL -- in the form that the password hasher writes
      ) STRICT;
      CREATE TABLE admin_sessions (
        id_hash BLOB PRIMARY KEY,
        created_at INTEGER NOT NULL, -- milliseconds, as is the next
        seen_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 3,
    sql: `
      -- The taps of a client are a chain, from the last one back. A verdict for each, by client, was a page of its own for
      -- almost each tap of a crowd; now only the first tap in each block of a client's ids has one, to enter the chain there.
      ALTER TABLE score_events ADD COLUMN previous INTEGER; -- with kind tap: the version of the client's tap before
      ALTER TABLE clients ADD COLUMN last_tap INTEGER;      -- a version
      UPDATE score_events SET previous = chain.previous
        FROM (
          SELECT room_id, version, lag(version) OVER (PARTITION BY client ORDER BY mutation_id) AS previous
          FROM score_events WHERE kind = 'tap' AND client IS NOT NULL
        ) AS chain
        WHERE chain.room_id = score_events.room_id AND chain.version = score_events.version
          AND chain.previous IS NOT NULL;
      UPDATE clients SET last_tap = chain.last_tap
        FROM (
          SELECT client, max(version) AS last_tap FROM score_events
          WHERE kind = 'tap' AND client IS NOT NULL GROUP BY client
        ) AS chain
        WHERE chain.client = clients.id;
      CREATE INDEX verdicts_of_events ON verdicts (client, mutation_id) WHERE version IS NOT NULL;
    `,
  },
];

/** Brings the database to the newest version in `migrations`, each step whole or not at all. */
export function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  defineSearchKey(db);
  const found = pragmaNumber(db, 'user_version');
  for (const migration of migrations) {
    if (migration.version > found) runStep(db, file, migration);
  }
}

/** Throws where the database is of a version that is newer than all in `migrations`. */
export function assertKnownVersion(
  db: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = pragmaNumber(db, 'user_version');
  if (found > newest) throw newerVersion(file, found, newest);
}

/** For SQL: SQLite itself knows the case of ASCII letters only. */
function defineSearchKey(db: DatabaseSync): void {
  db.function('search_key', { deterministic: true }, (text) => searchKey(String(text)));
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
      'Start the newer Scoreroom, or restore a backup made before the upgrade.',
  );
}

export function pragmaNumber(db: DatabaseSync, pragma: string): number {
  return Number(pragmaValue(db, pragma));
}

export function pragmaValue(db: DatabaseSync, pragma: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
}
