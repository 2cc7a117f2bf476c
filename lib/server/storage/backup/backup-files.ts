import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAME = /^scoreroom-\d{8}-\d{6}\.db$/;

/** Where the backups of a database are, unless somebody says otherwise. */
export function backupDirectory(file: string): string {
  return join(dirname(file), 'backups');
}

/** Such as `scoreroom-20261123-094205.db`, by UTC. */
export function backupName(now: number): string {
  return `scoreroom-${timeStamp(now)}.db`;
}

/** Such as `20261123-094205`: its order as text is its order in time. */
export function timeStamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** The newest of the backups that lie where they are put; null where there is none. */
export function newestBackup(file: string): string | null {
  const directory = backupDirectory(file);
  try {
    const newest = readdirSync(directory)
      .filter((name) => NAME.test(name))
      .toSorted()
      .at(-1);
    return newest === undefined ? null : join(directory, newest);
  } catch {
    return null;
  }
}
