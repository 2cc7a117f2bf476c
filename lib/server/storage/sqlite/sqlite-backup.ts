import { close, closeSync, fdatasync, open, openSync } from 'node:fs';
import { backup, type BackupOptions, type DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * Pages (of 4 KiB) that are copied at a time. What the connection is asked for comes between two steps: this is how long a
 * commit may have to wait, and no more.
 */
const STEP_PAGES = 64;
/** Pages after which what was copied is synced. The last step syncs the rest, and everything waits for it. */
const SYNC_PAGES = 1_024;

/** How often a copy may meet a write with its first step. Between two writes there is a moment, however much is written. */
const MAX_STARTS = 1_000;

/**
 * Copies the database into the file `to`, which it makes, for its owner only. The copy is the database as it is when the
 * last step is done: commits that come meanwhile go into both. Rejects with what SQLite says.
 */
export async function copyDatabase(db: DatabaseSync, to: string): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  const descriptor = await promisify(open)(to, 'r+');
  try {
    let syncedPages = 0;
    let isSyncing = false;
    await backupBetweenWrites(db, to, {
      rate: STEP_PAGES,
      progress({ totalPages, remainingPages }) {
        const copiedPages = totalPages - remainingPages;
        if (isSyncing || copiedPages - syncedPages < SYNC_PAGES) return;
        isSyncing = true;
        syncedPages = copiedPages;
        // Its failure is the copy's own to find: it syncs all at its end.
        fdatasync(descriptor, () => (isSyncing = false));
      },
    });
  } finally {
    await promisify(close)(descriptor);
  }
}

/**
 * Steps are made by another thread, and one that meets a transaction finds the database busy. Node tries it again, but not the
 * first one: nothing remains to be copied then as far as it can tell, and it ends with the error that there is none.
 */
async function backupBetweenWrites(
  db: DatabaseSync,
  to: string,
  options: BackupOptions,
): Promise<void> {
  for (let start = 1; ; start += 1) {
    try {
      await backup(db, to, options);
      return;
    } catch (error) {
      const isNoError = error instanceof Error && 'errcode' in error && error.errcode === 0;
      if (!isNoError || start === MAX_STARTS) throw error;
      await setImmediate();
    }
  }
}
