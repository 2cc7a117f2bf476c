import type { Trace, TraceEvent } from './report.ts';

/** The page's longest task: how long it took, and for how much of that it had a core. The rest is the machine's. */
export interface LongestTask {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The script that it ran for the longest, by its path; null where it ran none. */
  readonly script: string | null;
}

/** Lighthouse counts how long tasks took, which on a busy machine is mostly how long they waited. */
export function longestTask({ traceEvents }: Trace): LongestTask | null {
  const start = navigationOf(traceEvents);
  if (start === undefined) return null;
  const own = traceEvents.filter(({ pid, ts }) => pid === start.pid && ts >= start.ts);
  const main = traceEvents.find(
    ({ name, pid, args }) =>
      name === 'thread_name' && pid === start.pid && args?.name === 'CrRendererMain',
  );
  const onMain = own.filter(({ tid, ph }) => tid === main?.tid && ph === 'X');
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

/** When the page itself began to load; frames and earlier pages began too. */
function navigationOf(events: readonly TraceEvent[]): TraceEvent | undefined {
  const frame = events
    .find(({ name }) => name === 'TracingStartedInBrowser')
    ?.args?.data?.frames?.find(({ parent }) => parent === undefined)?.frame;
  return events.findLast(({ name, args }) => name === 'navigationStart' && args?.frame === frame);
}

function longest(events: readonly TraceEvent[]): TraceEvent | undefined {
  return events.toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0))[0];
}
