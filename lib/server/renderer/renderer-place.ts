import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const isWindows = process.platform === 'win32';

/** Where one renderer listens: nobody but this user can get there. */
export function createPlace(): string {
  if (isWindows) return `\\\\.\\pipe\\scoreroom-${randomUUID()}`;
  return join(mkdtempSync(join(tmpdir(), 'scoreroom-')), 'renderer.sock');
}

/** Leaves nothing of it. May be called twice, and from either end: the other one may have been killed. */
export function removePlace(place: string): void {
  if (!isWindows) rmSync(dirname(place), { recursive: true, force: true });
}
