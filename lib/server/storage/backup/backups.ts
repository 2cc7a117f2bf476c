import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { syncFile, type BackupContents } from './backup-check.ts';
import { backupDirectory, backupName } from './backup-files.ts';

export interface BackupRequest {
  /** The database that is backed up. */
  readonly file: string;
  /** Where the backup is to be; null for a name by the time beside the database. */
  readonly to: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Writes the whole database into a file that it makes. */
  readonly copy: (to: string) => Promise<void>;
}

export interface BackupReport extends BackupContents {
  readonly file: string;
}

/**
 * Makes one backup: copied, read through, marked, synced, and only then given its name: a file of that name is a whole one.
 *
 * @throws ScoreroomError whose message says why there is no new backup; what there was before is as it was
 */
export async function makeBackup(request: BackupRequest): Promise<BackupReport> {
  const { file, now, copy } = request;
  const target = request.to ?? join(backupDirectory(file), backupName(now));
  if (existsSync(target)) {
    const message = `${target} is there already. Name another file, or move that one away.`;
    throw new ScoreroomError('invalid_message', { message });
  }
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished-${process.pid}`);
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    removeAll(unfinished);
    await copy(unfinished);
    const contents = await seal(unfinished);
    renameSync(unfinished, target);
    syncFile(dirname(target));
    return { file: target, ...contents };
  } catch (error: unknown) {
    removeAll(unfinished);
    const message = `${target} could not be written (${reasonOf(error)}). There is no new backup.`;
    throw new ScoreroomError('storage_unavailable', { message }, error);
  }
}

async function seal(file: string): Promise<BackupContents> {
  const url = new URL('./backup-check-worker.ts', import.meta.url);
  const worker = new Worker(url, { workerData: file, name: 'scoreroom-backup' });
  const [contents] = (await once(worker, 'message')) as [BackupContents];
  return contents;
}

/** What SQLite said, and not what a tap is told. */
function reasonOf(error: unknown): string {
  const source = error instanceof ScoreroomError ? error.cause : error;
  return source instanceof Error ? source.message : String(source);
}

/** With what SQLite may have left beside it. */
function removeAll(file: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) {
    try {
      rmSync(`${file}${suffix}`, { force: true });
    } catch {
      // Where nothing can be removed nothing could be made; what stays is not taken for a backup.
    }
  }
}
