import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { APPLICATION_ID, pragmaNumber } from './sqlite-migrations.ts';

/**
 * "Scob": marks a SQLite file as a backup of ours. It is in the file's header, so a backup that is copied back by hand is
 * known as one before anything else of it is read, and a Scoreroom that knows nothing of backups does not run it.
 */
export const BACKUP_ID = 0x53_63_6f_62;

/** Whether the file's header says that it is a backup, whatever a log beside it says. */
function isMarkedAsBackup(file: string): boolean {
  // Through SQLite, because it alone knows which descriptors of the file this process must not close; and as if the
  // file could not change, so that it looks at no lock and no log.
  const url = pathToFileURL(file);
  url.search = 'immutable=1';
  try {
    using db = new DatabaseSync(url, { readOnly: true });
    return pragmaNumber(db, 'application_id') === BACKUP_ID;
  } catch {
    // What is wrong with it is told when it is opened.
    return false;
  }
}

/**
 * A log beside a backup is of the database that was there before: SQLite would write its pages into the backup. It is
 * put aside. (The backup has no log of its own until it is ours again, see {@link beginNewHistory}.)
 */
export function putForeignLogAside(file: string): void {
  const log = `${file}-wal`;
  if (existsSync(log) && isMarkedAsBackup(file)) renameSync(log, `${log}-of-replaced-database`);
}

/**
 * Where the database is a backup: gives every room a new epoch, so that clients throw away what they know of the history
 * that is gone, and takes the mark away. Returns how many rooms there are, or null where it is no backup.
 *
 * Comes before the log is switched on: then the header has the mark exactly as long as this has not happened.
 */
export function beginNewHistory(db: DatabaseSync, now: number): number | null {
  if (pragmaNumber(db, 'application_id') !== BACKUP_ID) return null;
  db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
  // An epoch is the time at which a history began, and is another one even where the clock went back.
  const { changes } = db.prepare('UPDATE rooms SET epoch = max(epoch + 1, ?)').run(now);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; COMMIT`);
  return Number(changes);
}
