import { mainThreadOf, type Trace, type TraceEvent } from './trace.ts';

/** The page's longest task: how long it took, and for how much of that it had a core. The rest is the machine's. */
export interface LongestTask {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The script that it ran for the longest, by its path; null where it ran none. */
  readonly script: string | null;
}

/** Lighthouse counts how long tasks took, which on a busy machine is mostly how long they waited. */
export function longestTask(trace: Trace): LongestTask | null {
  const onMain = mainThreadOf(trace).filter(({ ph }) => ph === 'X');
  const task = longest(onMain.filter(({ name }) => name.endsWith('RunTask')));
  if (task === undefined) return null;
  const end = task.ts + (task.dur ?? 0);
  const script = longest(
    onMain.filter(({ name, ts }) => name === 'EvaluateScript' && ts >= task.ts && ts < end),
  )?.args?.data?.url;
  return {
    wallMs: (task.dur ?? 0) / 1000,
    cpuMs: (task.tdur ?? 0) / 1000,
    script: script === undefined || script === '' ? null : new URL(script).pathname,
  };
}

function longest(events: readonly TraceEvent[]): TraceEvent | undefined {
  return events.toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0))[0];
}
