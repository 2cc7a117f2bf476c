import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { Buckets } from '../limits/buckets.ts';
import { networkOf } from '../limits/network.ts';

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
