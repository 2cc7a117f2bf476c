import { ScoreroomError } from '#lib/protocol/errors.ts';

export interface TurnstileOptions {
  /** How many are let through at a time. */
  readonly atOnce: number;
  /** How many may wait for that; whoever comes then is sent away to try again. */
  readonly maxWaiting: number;
}

/**
 * Lets a few through at a time, in the order in which they came. When thousands come back at once, what they ask the
 * storage for must not fill its queue: the taps of those who are in the room already go the same way.
 */
export class Turnstile {
  readonly #options: TurnstileOptions;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(options: TurnstileOptions) {
    this.#options = options;
  }

  /** Runs `work` when its turn comes. Throws `rate_limited` where too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { atOnce, maxWaiting } = this.#options;
    if (this.#inside < atOnce) this.#inside += 1;
    else {
      if (this.#waiting.length >= maxWaiting) {
        const message = 'Too many people come in at this moment. Try again in a second.';
        throw new ScoreroomError('rate_limited', { message, retryAfterMs: 1_000 });
      }
      // Whoever leaves hands over the place, so that nobody who comes later gets it.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}
