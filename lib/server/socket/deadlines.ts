import type { Clock } from '#lib/shared/clock.ts';

export interface DeadlinesOptions<T> {
  readonly clock: Clock;
  readonly afterMs: number;
  readonly onOver: (who: T) => void;
}

/** One deadline for each of many who are given the same time, by one timer for all of them. */
export class Deadlines<T> {
  readonly #options: DeadlinesOptions<T>;
  /** When each began, by the monotonic clock: the first one comes first. */
  readonly #began = new Map<T, number>();
  #cancel: (() => void) | null = null;

  constructor(options: DeadlinesOptions<T>) {
    this.#options = options;
  }

  begin(who: T): void {
    this.#began.set(who, this.#options.clock.monotonic());
    this.#wait();
  }

  /** Nothing happens to this one any more. */
  end(who: T): void {
    this.#began.delete(who);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#began.clear();
  }

  #wait(): void {
    const [next] = this.#began.values();
    if (next === undefined || this.#cancel !== null) return;
    const { clock, afterMs } = this.#options;
    this.#cancel = clock.after(Math.max(0, next + afterMs - clock.monotonic()), () => this.#look());
  }

  #look(): void {
    const { clock, afterMs, onOver } = this.#options;
    this.#cancel = null;
    const now = clock.monotonic();
    for (const [who, began] of this.#began) {
      // A timer of Node may be a little early.
      if (began + afterMs > now + 1) break;
      this.#began.delete(who);
      onOver(who);
    }
    this.#wait();
  }
}
