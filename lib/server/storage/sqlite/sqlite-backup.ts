import { close, closeSync, fdatasync, open, openSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

/**
 * Pages (of 4 KiB) that are copied at a time. What the connection is asked for comes between two steps: this is how long a
 * commit may have to wait, and no more.
 */
const STEP_PAGES = 64;
/** Pages after which what was copied is synced. The last step syncs the rest, and everything waits for it. */
const SYNC_PAGES = 1_024;

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
    await backup(db, to, {
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
