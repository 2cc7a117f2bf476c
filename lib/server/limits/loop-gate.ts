import type { Clock } from '#lib/shared/clock.ts';

/** How far behind the event loop is: `busy` sheds what can wait, `drowning` lets nobody new in. Taps are always taken. */
export type Load = 'no' | 'busy' | 'drowning';

export interface LoopGate {
  isOverloaded(): Load;
  close(): void;
}

const BUSY_MS = 100;
const DROWNING_MS = 300;
const LOOK_EVERY_MS = 50;
/** Odd, so that there is a middle one. */
const LOOKS = 9;

/**
 * Looks often at how late the event loop is. What counts is the median of the last looks: work that never lets up is
 * seen within a second, and one page that takes long to render is not taken for a flood.
 */
export function createLoopGate(clock: Pick<Clock, 'after' | 'monotonic'>): LoopGate {
  const latenesses: number[] = [];
  let cancel: (() => void) | null = null;
  const look = () => {
    const dueAt = clock.monotonic() + LOOK_EVERY_MS;
    cancel = clock.after(LOOK_EVERY_MS, () => {
      latenesses.push(clock.monotonic() - dueAt);
      if (latenesses.length > LOOKS) latenesses.shift();
      look();
    });
  };
  look();
  return {
    isOverloaded: () => loadOf(medianOf(latenesses)),
    close() {
      cancel?.();
      cancel = null;
    },
  };
}

/** 0 where there are too few to tell. */
function medianOf(values: readonly number[]): number {
  if (values.length < LOOKS) return 0;
  return values.toSorted((a, b) => a - b)[(LOOKS - 1) / 2] ?? 0;
}

function loadOf(latenessMs: number): Load {
  if (latenessMs > DROWNING_MS) return 'drowning';
  return latenessMs > BUSY_MS ? 'busy' : 'no';
}
