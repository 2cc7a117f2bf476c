import type { Clock } from '#lib/shared/clock.ts';

interface Sample {
  readonly roundTripMs: number;
  /** Server's wall clock minus this page's monotonic clock. */
  readonly offsetMs: number;
}

/** Old samples tell of a clock that has drifted since; more of them tell little. */
const MAX_SAMPLES = 8;

/**
 * The server's clock as this page can tell: half the round trip of the quickest recent question, because the error is at
 * most that half. Source: F. Cristian, "Probabilistic clock synchronization", Distributed Computing 3, 1989.
 */
export class ServerClock {
  readonly #clock: Clock;
  #samples: Sample[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one answer: the server's time, and when it was asked for by this page's monotonic clock. */
  add(serverNow: number, askedAt: number): void {
    const answeredAt = this.#clock.monotonic();
    const roundTripMs = answeredAt - askedAt;
    const sample = { roundTripMs, offsetMs: serverNow + roundTripMs / 2 - answeredAt };
    this.#samples = [...this.#samples, sample].slice(-MAX_SAMPLES);
  }

  /** Drops all samples: a device that slept may have stopped its monotonic clock. */
  forget(): void {
    this.#samples = [];
  }

  now(): number {
    const [first, ...others] = this.#samples;
    if (first === undefined) return this.#clock.now();
    const best = others.reduce((a, b) => (b.roundTripMs < a.roundTripMs ? b : a), first);
    return Math.round(this.#clock.monotonic() + best.offsetMs);
  }
}
