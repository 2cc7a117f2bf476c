import { SERVER_LIMITS, SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';

/**
 * What may wait for a connection before news go past it: a quarter of the limit, so that what a busy room sends until the
 * next look finds room below it.
 */
const PASS_OVER_BYTES = SERVER_LIMITS.unreadBytes / 4;
const LOOK_INTERVAL_MS = 500;

/** One connection, as far as it reads what it is sent. */
export interface Reader {
  /** Bytes that wait in this process for it to read. */
  readonly unreadBytes: number;
  /** Sends it no more news of its room. */
  passOver(): void;
  /** Gives it the whole board, and news from there on. */
  catchUp(): void;
  /** Ends it without a word: it would not read one. */
  cutOff(): void;
}

interface Lag {
  /** The least that has waited for it since it was passed over: less than that is progress. */
  unreadBytes: number;
  /** When it last made progress, by the monotonic clock. */
  at: number;
}

export interface SlowReadersOptions {
  readonly clock: Clock;
  readonly readers: () => Iterable<Reader>;
}

/**
 * Bounds what those who do not read cost: news go past them, and once they have read they are given the board as it
 * stands then. Whoever reads nothing for {@link SERVER_TIMINGS.unreadTimeoutMs} is cut off.
 */
export class SlowReaders {
  readonly #options: SlowReadersOptions;
  readonly #lags = new WeakMap<Reader, Lag>();
  #cancel: () => void = () => {};

  constructor(options: SlowReadersOptions) {
    this.#options = options;
    this.#look();
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const { clock, readers } = this.#options;
    this.#cancel = clock.after(LOOK_INTERVAL_MS, () => {
      for (const reader of readers()) this.#judge(reader);
      this.#look();
    });
  }

  #judge(reader: Reader): void {
    const { unreadBytes } = reader;
    const lag = this.#lags.get(reader);
    if (lag === undefined) {
      if (unreadBytes <= PASS_OVER_BYTES) return;
      this.#lags.set(reader, { unreadBytes, at: this.#now() });
      reader.passOver();
    } else if (unreadBytes === 0) {
      this.#lags.delete(reader);
      reader.catchUp();
    } else if (unreadBytes < lag.unreadBytes) {
      lag.unreadBytes = unreadBytes;
      lag.at = this.#now();
    } else if (this.#now() - lag.at >= SERVER_TIMINGS.unreadTimeoutMs) {
      reader.cutOff();
    }
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}
