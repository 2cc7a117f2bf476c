import type { Board } from '#lib/board/board.ts';
import { deltaSince } from '#lib/board/diff.ts';
import type { Delta } from '#lib/protocol/messages.ts';
import type { Clock } from '#lib/shared/clock.ts';

export interface FanOutOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly send: (delta: Delta) => void;
}

/**
 * Turns commits into deltas: at once when the room has been quiet, and otherwise at most one per interval,
 * so that what a room costs grows with its viewers and not with viewers × taps.
 */
export class FanOut {
  readonly #options: FanOutOptions;
  #sent: number;
  #lastAt = Number.NEGATIVE_INFINITY;
  #latest: Board;
  #cancel: (() => void) | null = null;

  constructor(board: Board, options: FanOutOptions) {
    this.#options = options;
    this.#latest = board;
    this.#sent = board.version;
  }

  /** Whether a delta is on its way. */
  get isPending(): boolean {
    return this.#cancel !== null;
  }

  /** Tells of a committed board. */
  publish(board: Board): void {
    this.#latest = board;
    if (this.#cancel !== null || board.version === this.#sent) return;
    const { clock, intervalMs } = this.#options;
    const waitMs = this.#lastAt + intervalMs - clock.monotonic();
    if (waitMs <= 0) this.#flush();
    else {
      this.#cancel = clock.after(waitMs, () => {
        this.#cancel = null;
        this.#flush();
      });
    }
  }

  /** Starts over from a board that everyone has been given whole. */
  restart(board: Board): void {
    this.close();
    this.#latest = board;
    this.#sent = board.version;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #flush(): void {
    const delta = deltaSince(this.#latest, this.#sent);
    this.#sent = this.#latest.version;
    this.#lastAt = this.#options.clock.monotonic();
    this.#options.send(delta);
  }
}
