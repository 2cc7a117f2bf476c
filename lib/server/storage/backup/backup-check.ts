import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { BACKUP_ID } from '../sqlite/sqlite-history.ts';
import { MIGRATIONS, pragmaNumber, pragmaValue } from '../sqlite/sqlite-migrations.ts';
import { damagedDatabase, openUnchanged, startErrorOf } from '../sqlite/sqlite-open.ts';

/** What a database holds, for whoever made a backup of it or restores it. */
export interface BackupContents {
  readonly databaseVersion: number;
  readonly bytes: number;
  readonly rooms: number;
  readonly events: number;
  /** When something was last changed, in milliseconds since the Unix epoch; null in a database without rooms. */
  readonly newestChangeAt: number | null;
}

/**
 * Makes the finished copy of a database a backup: one file without a log, marked as a backup, synced; and says what it
 * holds. Reads all of it: seconds for each gigabyte.
 *
 * @throws StorageStartError where it is damaged, or no database of ours
 */
export function sealBackup(file: string): BackupContents {
  const db = openUnchanged(file, MIGRATIONS);
  try {
    const found = pragmaValue(db, 'integrity_check(1)');
    if (found !== 'ok') throw damagedDatabase(file, new Error(String(found)));
    const contents = readContents(db, file);
    // Without a log beside it, so that nobody can forget half of it; before the mark, which says that there is none.
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL');
    db.exec(`PRAGMA application_id = ${BACKUP_ID}`);
    db.close();
    syncFile(file);
    return { ...contents, bytes: statSync(file).size };
  } catch (error: unknown) {
    throw startErrorOf(error, file);
  } finally {
    if (db.isOpen) db.close();
  }
}

function readContents(db: DatabaseSync, file: string): BackupContents {
  const rooms = db.prepare('SELECT count(*) AS n, max(updated_at) AS at FROM rooms').get();
  const events = db.prepare('SELECT count(*) AS n FROM score_events').get();
  const at = rooms?.['at'] ?? null;
  return {
    databaseVersion: pragmaNumber(db, 'user_version'),
    bytes: statSync(file).size,
    rooms: Number(rooms?.['n'] ?? 0),
    events: Number(events?.['n'] ?? 0),
    newestChangeAt: at === null ? null : Number(at),
  };
}

/** Also of a directory, so that a name in it is there after a power cut; Windows has no such thing. */
export function syncFile(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
