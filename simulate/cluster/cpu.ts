import type { SimClock } from '../clock/sim-clock.ts';

/** One core that does one thing after the other: what comes while it is busy waits. */
export class Cpu {
  readonly #clock: SimClock;
  #freeAt = 0;
  /** Microseconds of work so far. */
  busyUs = 0;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** For how long it is busy with what it has, in milliseconds. */
  get backlogMs(): number {
    return Math.max(0, this.#freeAt - this.#clock.monotonic());
  }

  /** Does `job` when everything before it is done. */
  run(costUs: number, job: () => void): void {
    const now = this.#clock.monotonic();
    const startsAt = Math.max(now, this.#freeAt);
    this.charge(costUs);
    if (startsAt <= now) job();
    else this.#clock.at(startsAt, job);
  }

  /** Work of which it is known only now that it is done. */
  charge(costUs: number): void {
    this.busyUs += costUs;
    this.#freeAt = Math.max(this.#clock.monotonic(), this.#freeAt) + costUs / 1_000;
  }
}
