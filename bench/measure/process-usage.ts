import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

let ticks: number | null = null;

/** Clock ticks per second in /proc. */
function ticksPerSec(): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return ticks;
}

/** CPU that a process and those that it has started have used so far, user and system, in seconds. */
export interface CpuTime {
  readonly totalSec: number;
  /** By thread id. */
  readonly threads: ReadonlyMap<number, ThreadTime>;
}

export interface ThreadTime {
  readonly name: string;
  readonly sec: number;
  /** How long it could have run, but had to wait for a core. */
  readonly waitedSec: number;
}

export function readCpuTime(pid: number): CpuTime {
  const threads = new Map<number, ThreadTime>();
  let totalSec = readThread(`/proc/${pid}`).sec;
  for (const process of familyOf(pid)) {
    if (process !== pid) totalSec += unlessEnded(() => readThread(`/proc/${process}`).sec) ?? 0;
    for (const id of threadsOf(process)) {
      const thread = unlessEnded(() => readThread(`/proc/${process}/task/${id}`));
      if (thread !== null) threads.set(Number(id), thread);
    }
  }
  return { totalSec, threads };
}

/** Of the process and those that it has started. */
export function readRssBytes(pid: number): number {
  return familyOf(pid).reduce((sum, process) => sum + readOwnRssBytes(process), 0);
}

/** Of the process alone. */
export function readOwnRssBytes(pid: number): number {
  const status = unlessEnded(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** The process itself, its children, and theirs. */
function familyOf(pid: number): number[] {
  const children = threadsOf(pid).flatMap((id) => {
    const list = unlessEnded(() => readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8'));
    return list?.split(' ').filter(Boolean).map(Number) ?? [];
  });
  return [pid, ...children.flatMap(familyOf)];
}

function threadsOf(pid: number): string[] {
  return unlessEnded(() => readdirSync(`/proc/${pid}/task`)) ?? [];
}

/** A thread, or a process that another one has started, may end while we look. */
function unlessEnded<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function readThread(directory: string): ThreadTime {
  const text = readFileSync(`${directory}/stat`, 'utf8');
  // The name stands in parentheses and may hold anything, so count from its end.
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const name = text.slice(text.indexOf('(') + 1, end);
  const [, waitedNs] = readFileSync(`${directory}/schedstat`, 'utf8').split(' ');
  return {
    name,
    sec: (Number(fields[11]) + Number(fields[12])) / ticksPerSec(),
    waitedSec: Number(waitedNs) / 1e9,
  };
}

/** Seconds for which each core was busy since the machine started, whoever it worked for. */
export function readCoreBusySec(): number[] {
  const lines = readFileSync('/proc/stat', 'utf8').matchAll(/^cpu\d+ (.*)$/gm);
  return Array.from(lines, ([, text = '']) => {
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = text
      .split(' ')
      .map(Number);
    return (user + nice + system + irq + softirq + steal) / ticksPerSec();
  });
}
