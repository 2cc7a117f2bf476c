import type { Clock } from '#lib/shared/clock.ts';

/** Less than this is the way to the storage and back, and no clock that is wrong. */
const TOLERANCE_MS = 500;

export interface SharedClockOptions {
  readonly clock: Clock;
  /** Hears that this machine's clock is wrong by so much, once for each time that it goes wrong. */
  readonly onWrong: (offMs: number) => void;
}

/**
 * The wall clock that all nodes have in common: that of their storage, as far as this machine's own is wrong. Times that one
 * node writes are read by others: how long a tap may be taken back, when a link ends.
 */
export class SharedClock implements Clock {
  readonly #options: SharedClockOptions;
  #offsetMs = 0;

  constructor(options: SharedClockOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.clock.now() + this.#offsetMs;
  }

  monotonic(): number {
    return this.#options.clock.monotonic();
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#options.clock.after(delayMs, callback);
  }

  /** @param roundTripMs how long the storage took to say so */
  set(storageNow: number, roundTripMs: number): void {
    const offsetMs = Math.round(storageNow + roundTripMs / 2 - this.#options.clock.now());
    const isWrong = Math.abs(offsetMs) > TOLERANCE_MS + roundTripMs;
    if (isWrong && Math.abs(offsetMs - this.#offsetMs) > TOLERANCE_MS + roundTripMs) {
      this.#options.onWrong(-offsetMs);
    }
    this.#offsetMs = isWrong ? offsetMs : 0;
  }
}
