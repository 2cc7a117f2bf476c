import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The server's core and the loader's; null where they cannot be told apart. */
export interface Cores {
  readonly server: number | null;
  readonly loader: number | null;
}

export function chooseCores(): Cores {
  const canPin = spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;
  if (!canPin || availableParallelism() < 2) return { server: null, loader: null };
  return { server: 0, loader: 1 };
}

/** The command that runs `argv` on one core. `taskset` becomes the program, so the child's id is the program's. */
export function pinned(
  core: number | null,
  argv: readonly string[],
): { readonly file: string; readonly args: string[] } {
  const [file = '', ...args] = core === null ? argv : ['taskset', '-c', String(core), ...argv];
  return { file, args };
}
