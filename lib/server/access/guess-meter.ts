import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket, type TokenBucketOptions } from '#lib/shared/token-bucket.ts';

/** Buckets that are remembered of each kind; the ones that were used longest ago are forgotten first. */
const MAX_BUCKETS = 10_000;

/** Who guesses where. */
export interface Guesser {
  readonly roomId: number;
  readonly device: string | null;
  readonly address: string;
}

/**
 * Meters guesses at a room's PIN by device, by address and by room, so that a PIN of four digits holds for hours even
 * against somebody with many addresses. Only wrong ones count: a class that comes in behind one address does not wait.
 */
export class GuessMeter {
  readonly #devices: Buckets;
  readonly #addresses: Buckets;
  readonly #rooms: Buckets;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#devices = new Buckets({ perSecond: 0.1, burst: 5 }, clock);
    this.#addresses = new Buckets({ perSecond: 0.2, burst: 20 }, clock);
    this.#rooms = new Buckets({ perSecond: 0.5, burst: 60 }, clock);
  }

  /** Runs one guess. Throws `rate_limited` without running it where there were too many wrong ones. */
  guess({ roomId, device, address }: Guesser, isRight: () => boolean): boolean {
    const buckets = [
      ...(device === null ? [] : [this.#devices.at(`${roomId} ${device}`)]),
      this.#addresses.at(networkOf(address)),
      this.#rooms.at(String(roomId)),
    ];
    const waits = buckets.map((bucket) => bucket.take(1));
    const retryAfterMs = Math.max(...waits);
    const giveBack = () => {
      for (const [index, bucket] of buckets.entries()) if (waits[index] === 0) bucket.giveBack(1);
    };
    if (retryAfterMs > 0) {
      giveBack();
      throw new ScoreroomError('rate_limited', {
        message: 'Too many wrong PINs. Wait a little, then try again.',
        retryAfterMs,
      });
    }
    const right = isRight();
    if (right) giveBack();
    return right;
  }
}

class Buckets {
  readonly #options: TokenBucketOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** The one used longest ago comes first. */
  readonly #byKey = new Map<string, TokenBucket>();

  constructor(options: TokenBucketOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#options = options;
    this.#clock = clock;
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

/** One household has 2^64 addresses of IPv6: all of them count as one. */
function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (!plain.includes(':')) return plain;
  const [head = ''] = plain.split('::', 1);
  const groups = head.split(':').slice(0, 4);
  return `${groups.join(':')}/64`;
}
