import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps the programs of PostgreSQL, which it leaves out of PATH; its package names the major version. */
const POSTGRES_DIRECTORIES = '/usr/lib/postgresql/*/bin';
/** Where Debian keeps daemons, which is in PATH for root only. */
const DAEMON_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin'];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A program of PostgreSQL, of this major version where that is installed, else of the newest; null where there is none. */
export function findPostgres(name: string, major?: number): string | null {
  const versionOf = (directory: string) => Number(/\/(\d+)\/bin$/.exec(directory)?.[1] ?? 0);
  const rank = (directory: string) =>
    versionOf(directory) === major ? Infinity : versionOf(directory);
  const bestFirst = globSync(POSTGRES_DIRECTORIES).toSorted((a, b) => rank(b) - rank(a));
  return findIn(bestFirst, name) ?? findProgram(name);
}

/** A program in PATH, or where daemons are; null where there is none. */
export function findProgram(name: string): string | null {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return findIn([...path, ...DAEMON_DIRECTORIES], name);
}

function findIn(directories: readonly string[], name: string): string | null {
  return directories.map((directory) => join(directory, name)).find(isProgram) ?? null;
}
