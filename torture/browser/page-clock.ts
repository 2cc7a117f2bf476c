import type { Clock } from '#lib/shared/clock.ts';

/** The clock of one page: it stops when the page is killed, and its wall clock is as wrong as its browser's. */
export class PageClock implements Clock {
  readonly #skewMs: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stoppedAt: number | null = null;

  constructor(skewMs: () => number) {
    this.#skewMs = skewMs;
  }

  now(): number {
    return this.#stoppedAt ?? Date.now() + this.#skewMs();
  }

  monotonic(): number {
    return performance.now();
  }

  after(delayMs: number, callback: () => void): () => void {
    if (this.#stoppedAt !== null) return () => undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Nothing happens any more. */
  stop(): void {
    this.#stoppedAt ??= this.now();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
