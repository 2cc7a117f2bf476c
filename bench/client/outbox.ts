/**
 * The taps of one client: ids 1, 2, 3 … without gaps, each with the moment it was due.
 *
 * Maintained invariant: acked ≤ sent ≤ invoked; what lies between is sent again after a lost connection.
 */
export class Outbox {
  /** When each tap was due, by id − 1. */
  readonly dueAt: number[] = [];
  #sent = 0;
  #acked = 0;

  get invoked(): number {
    return this.dueAt.length;
  }

  get acked(): number {
    return this.#acked;
  }

  /** Whether a push is on its way. */
  get isInFlight(): boolean {
    return this.#sent > this.#acked;
  }

  get isDrained(): boolean {
    return this.#acked === this.invoked;
  }

  add(dueAt: number): void {
    this.dueAt.push(dueAt);
  }

  /** The ids of the next push, or null where there is none to make now. */
  take(limit: number): { readonly from: number; readonly to: number } | null {
    if (this.isInFlight || this.isDrained) return null;
    this.#sent = Math.min(this.invoked, this.#acked + limit);
    return { from: this.#acked + 1, to: this.#sent };
  }

  /** Every tap up to this one has its verdict. */
  settle(upTo: number): void {
    if (upTo > this.invoked) throw new Error(`The server settled ${upTo} of ${this.invoked} taps.`);
    this.#acked = Math.max(this.#acked, upTo);
    this.#sent = this.#acked;
  }

  /** What was sent and not settled counts as not sent. */
  rewind(): void {
    this.#sent = this.#acked;
  }
}
