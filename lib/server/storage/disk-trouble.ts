import { accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { primaryCode, SQLITE } from './sqlite/sqlite-codes.ts';

/** What keeps the database from being written, as far as a person can do something about it. */
export type DiskTrouble = 'full' | 'read-only' | 'failing' | 'damaged';

/** What people hear whose taps cannot be saved: they need not do anything, and should know that. */
const WAITING = 'Your taps wait on your device.';

export const TROUBLE_MESSAGES: Readonly<Record<DiskTrouble, string>> = {
  full: `The disk of the server is full. ${WAITING}`,
  'read-only': `The disk of the server cannot be written to. ${WAITING}`,
  failing: `The disk of the server fails. ${WAITING}`,
  damaged: `The database of the server is damaged. ${WAITING}`,
};

/** What to do, for whoever reads the log. */
export const TROUBLE_ADVICE: Readonly<Record<DiskTrouble, string>> = {
  full: 'make room on the disk of DATA_DIR; Scoreroom goes on by itself',
  'read-only': 'make DATA_DIR writable; Scoreroom goes on by itself',
  failing: 'look at the disk of DATA_DIR; Scoreroom goes on by itself when it can be written again',
  damaged: 'stop Scoreroom and restore a backup: npm run restore -- FILE',
};

/** The trouble behind what SQLite threw, or null where the disk is not to blame. */
export function troubleOf(error: unknown, file: string): DiskTrouble | null {
  switch (primaryCode(error)) {
    case SQLITE.full:
      return 'full';
    case SQLITE.readOnly:
      return 'read-only';
    case SQLITE.ioError:
    case SQLITE.cannotOpen:
      // SQLite does not tell more; the directory may.
      return troubleWith(dirname(file));
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return 'damaged';
    default:
      return null;
  }
}

function troubleWith(directory: string): DiskTrouble {
  try {
    if (statfsSync(directory).bavail === 0) return 'full';
    accessSync(directory, constants.W_OK);
    return 'failing';
  } catch (error: unknown) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EROFS' || code === 'EACCES' ? 'read-only' : 'failing';
  }
}
