import { mainThreadOf, type Trace } from './trace.ts';

/**
 * The trace as it would be had the page never waited for a core: each task of its main thread, and all that happened within,
 * shrinks to the time that it had one. What comes between tasks keeps its place, so that this flatters nothing but waiting.
 */
export function withoutWaiting(trace: Trace): Trace {
  const main = new Set(mainThreadOf(trace));
  const tasks = [...main]
    .filter(({ name, ph }) => ph === 'X' && name.endsWith('RunTask'))
    .toSorted((a, b) => a.ts - b.ts);
  const traceEvents = trace.traceEvents.map((event) => {
    if (!main.has(event)) return event;
    const task = tasks.findLast(({ ts }) => ts <= event.ts);
    if (task?.dur === undefined || task.tdur === undefined || task.dur === 0) return event;
    if (event.ts > task.ts + task.dur) return event;
    const share = Math.min(1, task.tdur / task.dur);
    const ts = Math.round(task.ts + (event.ts - task.ts) * share);
    return event.dur === undefined
      ? { ...event, ts }
      : { ...event, ts, dur: Math.round(event.dur * share) };
  });
  return { ...trace, traceEvents };
}
