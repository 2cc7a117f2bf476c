import { isWindowed } from './whole-board.ts';

/** After a tap rows stay where they are for this long, so that the next one does not hit a neighbour that slid in. */
const HOLD_MS = 1_000;
/** The document's order follows once rows have come to rest … */
const SETTLE_MS = 600;
/** … or on a board that never rests after this long, and longer the more rows there are to move. Of a long board few are in the document. */
const PATIENCE_MS = 4_000;
const PATIENCE_PER_ROW_MS = 100;

/**
 * Where rows are shown, which is not always where they stand.
 *
 * Rows that move under a finger turn a tap for one player into a tap for another, so that positions wait while this person
 * taps. And an element that is moved within the document loses its focus and its running transition, so that rows move by
 * transform first, and the order of the document, which is the order of reading and of the Tab key, follows at rest.
 */
export class Arrangement {
  #latest: readonly number[];
  #shown: readonly number[];
  #indexes: ReadonlyMap<number, number>;
  #settled: readonly number[];
  #heldUntil = 0;
  #isPressed = false;
  #unsettledSince: number | null = null;
  #holdTimer: ReturnType<typeof setTimeout> | undefined;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(order: readonly number[]) {
    this.#latest = order;
    this.#shown = order;
    this.#settled = order;
    this.#indexes = indexesOf(order);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get size(): number {
    return this.#shown.length;
  }

  readonly indexOf = (id: number): number => this.#indexes.get(id) ?? 0;

  /** Ids in the order of the document. */
  readonly settled = (): readonly number[] => this.#settled;

  /** The standings have this order now. */
  follow(order: readonly number[]): void {
    this.#latest = order;
    const isSameCast =
      order.length === this.#shown.length && order.every((id) => this.#indexes.has(id));
    if (!isSameCast) {
      this.#show();
      this.#settle();
    } else if (!this.#isHeld()) {
      this.#show();
    }
  }

  /** This person has just tapped. */
  hold(): void {
    this.#heldUntil = Date.now() + HOLD_MS;
    this.#releaseLater(HOLD_MS);
  }

  press(): void {
    this.#isPressed = true;
  }

  lift(): void {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    this.#releaseLater(Math.max(0, this.#heldUntil - Date.now()));
  }

  close(): void {
    clearTimeout(this.#holdTimer);
    clearTimeout(this.#settleTimer);
  }

  #isHeld(): boolean {
    return this.#isPressed || Date.now() < this.#heldUntil;
  }

  #releaseLater(delayMs: number): void {
    clearTimeout(this.#holdTimer);
    this.#holdTimer = setTimeout(() => {
      if (!this.#isPressed) this.#show();
    }, delayMs);
  }

  #show(): void {
    if (this.#latest !== this.#shown) {
      this.#shown = this.#latest;
      this.#indexes = indexesOf(this.#shown);
      this.#tell();
    }
    this.#settleLater();
  }

  #settleLater(): void {
    if (this.#settled === this.#shown) return;
    this.#unsettledSince ??= Date.now();
    const rows = isWindowed(this.#shown.length) ? 0 : this.#shown.length;
    const patience = Math.max(PATIENCE_MS, PATIENCE_PER_ROW_MS * rows);
    const left = this.#unsettledSince + patience - Date.now();
    this.#settleAfter(Math.min(SETTLE_MS, Math.max(0, left)));
  }

  #settleAfter(delayMs: number): void {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => {
      if (this.#isHeld()) this.#settleAfter(SETTLE_MS);
      else this.#settle();
    }, delayMs);
  }

  #settle(): void {
    clearTimeout(this.#settleTimer);
    this.#unsettledSince = null;
    this.#settled = this.#shown;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function indexesOf(order: readonly number[]): ReadonlyMap<number, number> {
  return new Map(order.map((id, index) => [id, index]));
}
