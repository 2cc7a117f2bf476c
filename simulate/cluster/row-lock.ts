import type { SimClock } from '../clock/sim-clock.ts';

/** The lock on a room's row: held by one node while it decides and commits, in the order in which they came. */
export class RowLock {
  readonly #clock: SimClock;
  readonly #timeoutMs: number;
  #waiting: { holder: object; granted: () => void }[] = [];
  #holder: object | null = null;
  #heldSince = 0;
  /** For how long it has been held so far. */
  heldMs = 0;
  #cancelTimeout: () => void = () => undefined;

  constructor(clock: SimClock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  isHeldBy(holder: object): boolean {
    return this.#holder === holder;
  }

  /** Resolves when the lock is the holder's: at once where it is already, or is free. */
  take(holder: object): Promise<void> {
    if (this.#holder === null || this.#holder === holder) {
      this.#grant(holder);
      return Promise.resolve();
    }
    return new Promise((granted) => this.#waiting.push({ holder, granted }));
  }

  release(holder: object): void {
    if (this.#holder !== holder) return;
    this.#cancelTimeout();
    this.heldMs += this.#clock.monotonic() - this.#heldSince;
    this.#holder = null;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#grant(next.holder);
    next.granted();
  }

  /** The database has lost its sessions: whoever waited finds out by the error that its query ends with. */
  reset(): void {
    this.#cancelTimeout();
    this.#holder = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { granted } of waiting) granted();
  }

  /** Whoever holds it and does nothing is cut off, as by `idle_in_transaction_session_timeout`. */
  #grant(holder: object): void {
    if (this.#holder === null) this.#heldSince = this.#clock.monotonic();
    this.#holder = holder;
    this.#cancelTimeout();
    this.#cancelTimeout = this.#clock.after(this.#timeoutMs, () => this.release(holder));
  }
}
