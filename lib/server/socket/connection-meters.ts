import { ScoreroomError } from '#lib/protocol/errors.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';

const EVENTS = { perSecond: SERVER_LIMITS.eventsPerSecond, burst: SERVER_LIMITS.eventBurst };
const MUTATIONS = {
  perSecond: SERVER_LIMITS.mutationsPerSecond,
  burst: SERVER_LIMITS.mutationBurst,
};
const CHEERS = { perSecond: SERVER_LIMITS.cheersPerSecond, burst: SERVER_LIMITS.cheerBurst };

/** What one connection may send, and how fast. Each call throws `rate_limited` where that is too much for now. */
export class ConnectionMeters {
  readonly #clock: Clock;
  // Each is full until it is needed: most connections only look on.
  #events: TokenBucket | null = null;
  #mutations: TokenBucket | null = null;
  #cheers: TokenBucket | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  takeEvent(): void {
    take((this.#events ??= new TokenBucket(EVENTS, this.#clock)), 1);
  }

  takeMutations(count: number): void {
    take((this.#mutations ??= new TokenBucket(MUTATIONS, this.#clock)), count);
  }

  takeCheer(): void {
    take((this.#cheers ??= new TokenBucket(CHEERS, this.#clock)), 1);
  }
}

function take(bucket: TokenBucket, cost: number): void {
  const retryAfterMs = bucket.take(cost);
  if (retryAfterMs > 0) throw new ScoreroomError('rate_limited', { retryAfterMs });
}
