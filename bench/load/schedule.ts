export interface Schedule {
  /** 0 for no arrivals at all. */
  readonly ratePerSec: number;
  readonly startAt: number;
  readonly endAt: number;
  /** Ends the schedule before `endAt`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls `onDue` for each arrival of an open loop: the n-th is due at start + n ÷ rate, whatever became of those before.
 * An arrival that this process is late for still carries the moment it was due, so that lateness counts as latency.
 */
export function runSchedule(
  { ratePerSec, startAt, endAt, signal }: Schedule,
  onDue: (index: number, dueAt: number) => void,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let index = 0;
  let dueAt = ratePerSec > 0 ? startAt : endAt;
  const step = (): void => {
    const now = performance.now();
    while (dueAt <= now && dueAt < endAt) {
      onDue(index, dueAt);
      index += 1;
      dueAt = startAt + (index * 1000) / ratePerSec;
    }
    if (dueAt >= endAt || signal?.aborted === true) resolve();
    else setTimeout(step, dueAt - now);
  };
  setTimeout(step, Math.max(0, startAt - performance.now()));
  return promise;
}
