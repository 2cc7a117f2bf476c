import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newestBackup } from '../backup/backup-files.ts';
import { primaryCode, SQLITE } from './sqlite-codes.ts';
import { BACKUP_ID, beginNewHistory, putForeignLogAside } from './sqlite-history.ts';
import {
  APPLICATION_ID,
  assertKnownVersion,
  migrate,
  pragmaNumber,
  pragmaValue,
  type Migration,
} from './sqlite-migrations.ts';
import { StorageStartError } from '../storage-errors.ts';

/** Long enough for a predecessor that is just leaving, short enough that a mistake is told at once. */
const BUSY_TIMEOUT_MS = 2_000;
/** Pages (of 4 KiB) in the log before they are copied into the database: fewer pauses, at most some 16 MB of log. */
const CHECKPOINT_PAGES = 4_000;
/** What the log shrinks back to after a burst. */
const LOG_LIMIT_BYTES = 64 * 1_024 * 1_024;
const CACHE_KIB = 16_384;
/** A database of this size is read through at every start: half a second at most, where the disk reads 500 MB/s … */
const ALWAYS_CHECKED_BYTES = 256 * 1_024 * 1_024;
/** … and one of this size after a stop that was none of ours: some seconds. A larger one is when a backup is made. */
const CHECKED_AFTER_CRASH_BYTES = 1_024 * 1_024 * 1_024;

export interface OpenOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  /** Whether it is made where there is none. @default true */
  readonly mayCreate?: boolean | undefined;
  /** Milliseconds since the Unix epoch: when the history begins that a backup starts. */
  readonly now: number;
}

export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** Rooms that were given a new epoch, because the file is a backup that was put in place; null where it is none. */
  readonly renewedRooms: number | null;
}

/**
 * Opens the database as its only owner, makes it where there is none, and brings it to the newest version.
 *
 * **Hazard**: nothing else in this process may open the file (not even to copy it): POSIX drops a process's locks on
 * a file as soon as any of its descriptors of that file is closed, and SQLite knows only of its own.
 *
 * @throws StorageStartError
 */
export function openDatabase({ file, migrations, mayCreate, now }: OpenOptions): OpenedDatabase {
  let db: DatabaseSync | null = null;
  try {
    if (mayCreate ?? true) makePrivateFile(file);
    else if (!existsSync(file)) throw goneDatabase(file);
    putForeignLogAside(file);
    const wasStopped = !existsSync(`${file}-wal`);
    db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, defensive: true });
    own(db);
    identify(db, file);
    assertKnownVersion(db, file, migrations);
    const renewedRooms = beginNewHistory(db, now);
    configure(db);
    assertSound(db, file, wasStopped);
    migrate(db, file, migrations);
    return { db, renewedRooms };
  } catch (error: unknown) {
    if (db?.isOpen === true) db.close();
    throw startErrorOf(error, file);
  }
}

/**
 * Opens a database of ours as its only owner, and changes nothing in it: for backups while no server runs, which are
 * made before an upgrade more than ever.
 *
 * @throws StorageStartError
 */
export function openUnchanged(file: string, migrations: readonly Migration[]): DatabaseSync {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, defensive: true });
    own(db);
    identify(db, file);
    assertKnownVersion(db, file, migrations);
    return db;
  } catch (error: unknown) {
    if (db?.isOpen === true) db.close();
    throw startErrorOf(error, file);
  }
}

/** Clients' ids are secrets, so nobody else on this machine may read them, whoever made the directory. */
function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file)) return;
  // 'wx' never opens a file that is there: see the hazard above. SQLite gives its log the same mode.
  closeSync(openSync(file, 'wx', 0o600));
}

/**
 * In exclusive mode SQLite takes a file lock at the first read and keeps it until the connection closes, so a second
 * process gets no further than that. The kernel holds the lock, so it ends with the process, however it ends. A lock
 * file would outlive a kill -9; a lock taken by an open transaction would be gone between transactions. In WAL mode it
 * also does without shared memory (the -shm file). The price: no other program can read the file while we run.
 */
function own(db: DatabaseSync): void {
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
}

/** Comes before anything is written: a file that is not ours is left as it was. */
function identify(db: DatabaseSync, file: string): void {
  const applicationId = pragmaNumber(db, 'application_id');
  if (applicationId === APPLICATION_ID || applicationId === BACKUP_ID) return;
  const objects = db.prepare('SELECT count(*) AS objects FROM sqlite_schema').get()?.['objects'];
  if (applicationId === 0 && pragmaNumber(db, 'user_version') === 0 && objects === 0) return;
  throw new StorageStartError(
    'foreign_database',
    `${file} is a database of another program (application id ${applicationId}). ` +
      'Point DATA_DIR at another directory, or move the file away; Scoreroom changed nothing in it.',
  );
}

function configure(db: DatabaseSync): void {
  const journalMode = pragmaValue(db, 'journal_mode = WAL');
  db.exec(`
    PRAGMA synchronous = FULL; -- in WAL mode: an fsync in every commit
    PRAGMA fullfsync = ON;     -- macOS: fsync as far as the platter; elsewhere it does nothing
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON; -- what is erased is overwritten, not only unlinked
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES};
    PRAGMA cache_size = -${CACHE_KIB};
  `);
  // SQLite answers a pragma that it cannot honour with the old value, not with an error; durability is worth asking.
  const durable = journalMode === 'wal' && pragmaNumber(db, 'synchronous') === 2;
  const owned = pragmaValue(db, 'locking_mode') === 'exclusive';
  if (!durable || !owned) throw new Error('the file system does not support a write-ahead log');
  // Takes the write lock once, so that a file or disk that can only be read is found now and not by the first tap.
  db.exec('BEGIN IMMEDIATE; COMMIT');
  // What the last owner could not sync may look written to us, and be gone with the power. Nobody is told of it before
  // it has been written and synced anew, here.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Damaged pages are met one day by whoever asks for them: better now, and by whoever runs the server. */
function assertSound(db: DatabaseSync, file: string, wasStopped: boolean): void {
  const { size } = statSync(file);
  if (size > (wasStopped ? ALWAYS_CHECKED_BYTES : CHECKED_AFTER_CRASH_BYTES)) return;
  const found = pragmaValue(db, 'quick_check(1)');
  if (found !== 'ok') throw damagedDatabase(file, new Error(String(found).replaceAll(/\s+/g, ' ')));
}

/** What went wrong with the file, for whoever wanted it opened. */
export function startErrorOf(error: unknown, file: string): StorageStartError {
  if (error instanceof StorageStartError) return error;
  switch (primaryCode(error)) {
    case SQLITE.busy:
    case SQLITE.locked:
      return new StorageStartError(
        'in_use',
        `${file} is in use by another process. Only one Scoreroom can own it: ` +
          'stop the other one, or give this one a DATA_DIR of its own.',
        error,
      );
    case SQLITE.notADatabase:
      return new StorageStartError(
        'not_a_database',
        `${file} is not a database. Point DATA_DIR at another directory, or move the file away; ` +
          'Scoreroom changed nothing in it.',
        error,
      );
    case SQLITE.corrupt:
      return damagedDatabase(file, error);
    default:
      return new StorageStartError(
        'not_writable',
        `${file} cannot be opened for writing (${reasonOf(error)}). ` +
          'Check that DATA_DIR exists, belongs to the user that runs Scoreroom, and has room left.',
        error,
      );
  }
}

/** To make one would be to go on with an empty one, while the other is on a disk that is not mounted at this moment. */
function goneDatabase(file: string): StorageStartError {
  const message = `${file} is gone. Bring its disk back: Scoreroom opens it again by itself.`;
  return new StorageStartError('not_writable', message);
}

export function damagedDatabase(file: string, cause: unknown): StorageStartError {
  const newest = newestBackup(file);
  const backup =
    newest === null
      ? 'npm run restore -- FILE; there is none beside it'
      : `the newest: npm run restore -- ${newest}`;
  return new StorageStartError(
    'damaged',
    `${file} is damaged (${reasonOf(cause)}). Put a backup in its place (${backup}), ` +
      'or save what can be saved with the sqlite3 program and its ".recover" command.',
    cause,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
