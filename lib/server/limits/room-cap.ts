import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** While the server is full it is counted again at most this often. */
const RECOUNT_MS = 10_000;

export interface RoomCapOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly maxRooms: number;
  /** How many rooms are kept now. */
  readonly count: () => Promise<number>;
}

/** Bounds the rooms that are kept. Counts them once, then by what is created; and again when there is no place left. */
export class RoomCap {
  readonly #options: RoomCapOptions;
  #left = 0;
  #countedAt = -Infinity;
  #counting: Promise<void> | null = null;

  constructor(options: RoomCapOptions) {
    this.#options = options;
  }

  /** Takes the place of one room. Throws `rate_limited` where there is none. */
  async take(): Promise<void> {
    if (this.#left <= 0) await this.#counted();
    if (this.#left <= 0) {
      const message =
        'This server keeps as many rooms as it may. Ask whoever runs it to delete old ones.';
      throw new ScoreroomError('rate_limited', { message, retryAfterMs: 60_000 });
    }
    this.#left -= 1;
  }

  /** Those who come at once wait for one count. */
  #counted(): Promise<void> {
    this.#counting ??= this.#count().finally(() => {
      this.#counting = null;
    });
    return this.#counting;
  }

  async #count(): Promise<void> {
    const { clock, maxRooms, count } = this.#options;
    if (clock.monotonic() - this.#countedAt < RECOUNT_MS) return;
    this.#left = maxRooms - (await count());
    this.#countedAt = clock.monotonic();
  }
}
