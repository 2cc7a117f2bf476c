import type { Clock } from './clock.ts';

export interface TokenBucketOptions {
  readonly perSecond: number;
  readonly burst: number;
}

/** Meters by a token bucket: `burst` at once after a rest, `perSecond` in the long run. */
export class TokenBucket {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #options: TokenBucketOptions;
  #tokens: number;
  #at: number;

  constructor(options: TokenBucketOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#options = options;
    this.#clock = clock;
    this.#tokens = options.burst;
    this.#at = clock.monotonic();
  }

  /** Takes `cost` tokens and returns 0; or takes none and returns after how many milliseconds there will be enough. */
  take(cost: number): number {
    const { perSecond } = this.#options;
    this.#refill();
    if (cost <= this.#tokens) {
      this.#tokens -= cost;
      return 0;
    }
    return Math.ceil(((cost - this.#tokens) / perSecond) * 1000);
  }

  /** Takes `cost` tokens, and more than there are: then nothing is given until the debt, at most `burst`, is paid. */
  charge(cost: number): void {
    this.#refill();
    this.#tokens = Math.max(-this.#options.burst, this.#tokens - cost);
  }

  /** Puts back what turned out not to count. */
  giveBack(cost: number): void {
    this.#tokens = Math.min(this.#options.burst, this.#tokens + cost);
  }

  #refill(): void {
    const { perSecond, burst } = this.#options;
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
  }
}
