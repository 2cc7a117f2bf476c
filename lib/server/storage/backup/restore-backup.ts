import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { unreachable } from '#lib/shared/assert.ts';
import { sealBackup, syncFile, type BackupContents } from './backup-check.ts';
import { timeStamp } from './backup-files.ts';
import { MIGRATIONS } from '../sqlite/sqlite-migrations.ts';
import { openDatabase, openUnchanged } from '../sqlite/sqlite-open.ts';
import { StorageStartError } from '../storage-errors.ts';

export interface RestoreOptions {
  readonly backup: string;
  /** The database of the server. */
  readonly file: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A room in which the backup is behind what there was. */
export interface LostChanges {
  readonly code: string;
  /** Versions that the backup does not have; null where it does not have the room. */
  readonly versions: number | null;
}

export interface RestoreReport extends BackupContents {
  /** Where the database that was there before is now; null where there was none. */
  readonly keptAside: string | null;
  /** Null where what was there before cannot be read. */
  readonly lost: readonly LostChanges[] | null;
}

type Versions = ReadonlyMap<string, number>;

/** What SQLite may have beside a database. The log comes first: without it the database is not whole. */
const COMPANIONS = ['-wal', '-journal', '-shm'];

/**
 * Puts a backup in the place of the server's database. The backup is checked, brought to the newest version and given new
 * epochs in a copy, before anything of what is there is touched; what was there is kept beside it.
 *
 * @throws StorageStartError with the problem `in_use` where a server runs; with others where the backup is no good
 */
export function restoreBackup({ backup, file, now }: RestoreOptions): RestoreReport {
  if (!existsSync(backup)) {
    throw new StorageStartError('not_a_database', `${backup} is not there. Nothing was changed.`);
  }
  if (resolve(backup) === resolve(file)) {
    const what = `${backup} is the database itself. Name a backup of it; nothing was changed.`;
    throw new StorageStartError('in_use', what);
  }
  const before = readPresent(file);
  const fresh = `${file}.restoring`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  removeAll(fresh);
  try {
    copyWhole(backup, fresh);
    const contents = seal(fresh, backup);
    const { db } = openDatabase({ file: fresh, migrations: MIGRATIONS, now });
    const restored = readVersions(db);
    db.close();
    syncFile(fresh);
    const keptAside = existsSync(file) ? keepAside(file, now) : null;
    for (const suffix of COMPANIONS) rmSync(`${file}${suffix}`, { force: true });
    renameSync(fresh, file);
    syncFile(dirname(file));
    return { ...contents, keptAside, lost: before === null ? null : lostOf(before, restored) };
  } finally {
    removeAll(fresh);
  }
}

/** As {@link sealBackup}, in words that fit a backup. */
function seal(fresh: string, backup: string): BackupContents {
  try {
    return sealBackup(fresh);
  } catch (error: unknown) {
    if (!(error instanceof StorageStartError)) throw error;
    throw new StorageStartError(error.problem, unfitMessage(backup, error), error);
  }
}

function unfitMessage(backup: string, { problem, cause, message }: StorageStartError): string {
  switch (problem) {
    case 'damaged': {
      const reason = cause instanceof Error ? cause.message : message;
      return `${backup} is damaged (${reason}). Restore another backup; nothing was changed.`;
    }
    case 'not_a_database':
    case 'foreign_database':
      return `${backup} is no backup of Scoreroom. Nothing was changed.`;
    case 'newer_version':
      return `${backup} was made by a newer Scoreroom. Restore it with that one; nothing was changed.`;
    case 'in_use':
    case 'not_writable':
    case 'migration_failed':
    case 'access_denied':
    case 'unknown_database':
      return message;
    default:
      return unreachable(problem);
  }
}

/** The rooms as they are before; null where that cannot be told. Throws where somebody has the database open. */
function readPresent(file: string): Versions | null {
  if (!existsSync(file)) return new Map();
  try {
    using db = openUnchanged(file, MIGRATIONS);
    return readVersions(db);
  } catch (error: unknown) {
    if (error instanceof StorageStartError && error.problem === 'in_use') throw error;
    // Damaged or strange: that is what backups are for.
    return null;
  }
}

function readVersions(db: DatabaseSync): Versions {
  const rows = db.prepare('SELECT code, version FROM rooms').all();
  return new Map(rows.map(({ code, version }) => [String(code), Number(version)]));
}

function lostOf(before: Versions, restored: Versions): LostChanges[] {
  return Array.from(before).flatMap(([code, version]) => {
    const kept = restored.get(code) ?? null;
    if (kept !== null && kept >= version) return [];
    return [{ code, versions: kept === null ? null : version - kept }];
  });
}

/** A backup is one file; a copy that somebody made by hand may have a log. */
function copyWhole(from: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    if (!existsSync(`${from}${suffix}`)) continue;
    copyFileSync(`${from}${suffix}`, `${to}${suffix}`, constants.COPYFILE_FICLONE);
    chmodSync(`${to}${suffix}`, 0o600);
  }
}

/** Under a second name first, so that at no moment there is none. */
function keepAside(file: string, now: number): string {
  const aside = join(dirname(file), `scoreroom-replaced-${timeStamp(now)}.db`);
  for (const suffix of [...COMPANIONS, '']) {
    if (!existsSync(`${file}${suffix}`)) continue;
    try {
      linkSync(`${file}${suffix}`, `${aside}${suffix}`);
    } catch {
      // Not every file system has links.
      copyFileSync(`${file}${suffix}`, `${aside}${suffix}`, constants.COPYFILE_EXCL);
    }
  }
  return aside;
}

function removeAll(file: string): void {
  for (const suffix of ['', ...COMPANIONS]) rmSync(`${file}${suffix}`, { force: true });
}
