import type { Clock } from '#lib/shared/clock.ts';

const WINDOW_SECONDS = 5;

/** Taps per second over the last few seconds: one counter for each second, whatever the crowd. */
export class TapRate {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #counts = Array.from({ length: WINDOW_SECONDS }, () => 0);
  #second = 0;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  add(taps: number): void {
    const index = this.#moveOn() % WINDOW_SECONDS;
    this.#counts[index] = (this.#counts[index] ?? 0) + taps;
  }

  get perSecond(): number {
    this.#moveOn();
    return this.#counts.reduce((sum, count) => sum + count, 0) / WINDOW_SECONDS;
  }

  /** Empties the counters of the seconds that have gone by; returns the second that it is. */
  #moveOn(): number {
    const now = Math.floor(this.#clock.monotonic() / 1_000);
    const gone = Math.min(now - this.#second, WINDOW_SECONDS);
    for (let back = 0; back < gone; back += 1) this.#counts[(now - back) % WINDOW_SECONDS] = 0;
    this.#second = now;
    return now;
  }
}
