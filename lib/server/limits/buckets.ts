import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket, type TokenBucketOptions } from '#lib/shared/token-bucket.ts';

/** Buckets that are remembered; the one that was used longest ago is forgotten first. */
const MAX_BUCKETS = 10_000;

/** One token bucket for each key, such as an address. What it holds in memory is bounded, however many keys come. */
export class Buckets {
  readonly #options: TokenBucketOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** The one used longest ago comes first. */
  readonly #byKey = new Map<string, TokenBucket>();

  constructor(options: TokenBucketOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Buckets that are remembered at this moment. */
  get size(): number {
    return this.#byKey.size;
  }

  at(key: string): TokenBucket {
    const bucket = this.#byKey.get(key) ?? new TokenBucket(this.#options, this.#clock);
    this.#byKey.delete(key);
    this.#byKey.set(key, bucket);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MAX_BUCKETS && oldest !== undefined) this.#byKey.delete(oldest);
    return bucket;
  }
}
