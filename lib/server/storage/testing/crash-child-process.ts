import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A line that the child printed; see `sqlite-crash-child.ts`. */
export interface ChildLine {
  readonly open?: true;
  readonly code?: string;
  readonly version?: number;
  readonly id?: number;
  readonly failed?: string;
  /** What `check` says after a failure. */
  readonly check?: 'open' | 'shut';
}

export interface CrashChild {
  readonly pid: number;
  readonly lines: readonly ChildLine[];
  readonly stderr: () => string;
  /** Resolves at the first line, from now on, that `wanted` accepts; rejects when the child ends before. */
  next(wanted: (line: ChildLine) => boolean): Promise<ChildLine>;
  /** kill -9; resolves when all that it had printed has been read. */
  kill(): Promise<void>;
}

export function startCrashChild(file: string): CrashChild {
  const script = fileURLToPath(new URL('./sqlite-crash-child.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: ChildLine[] = [];
  const listeners = new Set<(line: ChildLine | null) => void>();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(() => {
    for (const listener of listeners) listener(null);
  });
  if (child.stdout === null || child.pid === undefined) throw new Error('the child did not start');
  createInterface({ input: child.stdout }).on('line', (text) => {
    // The kill can cut the last line short.
    if (!text.endsWith('}')) return;
    const line = JSON.parse(text) as ChildLine;
    lines.push(line);
    for (const listener of listeners) listener(line);
  });
  return {
    pid: child.pid,
    lines,
    stderr: () => stderr,
    next: (wanted) =>
      new Promise((resolve, reject) => {
        const listener = (line: ChildLine | null): void => {
          if (line !== null && !wanted(line)) return;
          listeners.delete(listener);
          if (line === null) reject(new Error(`the child ended: ${stderr}`));
          else resolve(line);
        };
        listeners.add(listener);
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
