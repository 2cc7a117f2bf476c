import { setImmediate } from 'node:timers';
import type { Clock } from '#lib/shared/clock.ts';
import { storageUnavailable } from '../storage-errors.ts';

/**
 * Rows that may wait for the disk, those being written included; whatever comes on top is turned away.
 * Some 25 s of a full house (4,000 taps a second), and a few tens of megabytes.
 */
const MAX_WAITING_ROWS = 100_000;

/**
 * Turns are so many times as far apart as the last group took to be written, so that a server with one core has two thirds
 * of it for everything else: a commit costs much the same however much is in it …
 */
const INTERVAL_PER_WRITE = 3;
/** … but at least so far: a fast disk would take a thousand small groups per second … */
const MIN_INTERVAL_MS = 4;
/** … and at most: whoever taps waits for it. On a slow disk one group follows the other. */
const MAX_INTERVAL_MS = 12;

export interface GroupCommitOptions<Unit, Outcome> {
  /** Writes all units in one transaction and answers each; rejects where nothing of the group was written for certain. */
  readonly write: (units: readonly Unit[]) => Promise<readonly Outcome[]>;
  /** What a unit weighs, in rows. */
  readonly rowsOf: (unit: Unit) => number;
  readonly clock: Pick<Clock, 'monotonic' | 'after'>;
  /** @default MAX_WAITING_ROWS */
  readonly maxWaitingRows?: number | undefined;
}

interface Waiting<Unit, Outcome> {
  readonly unit: Unit;
  readonly rows: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what arrives while the previous transaction is being written, and writes it as the next one: so the disk is the
 * clock of whatever is added. Whoever can wait until its turn is asked for what it has some milliseconds after the last group
 * began; at rest at once, and whenever a group is formed for others.
 *
 * Maintained invariant: one transaction at a time, and units are written in the order in which they were added.
 */
export class GroupCommit<Unit, Outcome> {
  readonly #options: GroupCommitOptions<Unit, Outcome>;
  readonly #maxWaitingRows: number;
  #gathered: Waiting<Unit, Outcome>[] = [];
  /** Those who wait for the next group to be formed. */
  #turns: (() => void)[] = [];
  /** When turns are given next, by the monotonic clock. */
  #nextTurnAt = Number.NEGATIVE_INFINITY;
  #waitingRows = 0;
  #writing: Promise<void> | null = null;
  /** Ends the wait for the next turn. */
  #wake: () => void = () => {};

  constructor(options: GroupCommitOptions<Unit, Outcome>) {
    this.#options = options;
    this.#maxWaitingRows = options.maxWaitingRows ?? MAX_WAITING_ROWS;
  }

  add(unit: Unit): Promise<Outcome> {
    if (this.#waitingRows >= this.#maxWaitingRows) {
      const cause = new Error(`${this.#waitingRows} rows are waiting for the disk already`);
      return Promise.reject(storageUnavailable(cause));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const rows = this.#options.rowsOf(unit);
    this.#gathered.push({ unit, rows, resolve, reject });
    this.#waitingRows += rows;
    this.#wake();
    this.#writing ??= this.#writeAll();
    return promise;
  }

  /**
   * Resolves when the next group is about to be formed: what is added then, in the same go, is in it. So whoever decides only
   * on its turn has everything in its unit that has come until then, and nothing waits twice.
   */
  turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turns.push(resolve);
    this.#writing ??= this.#writeAll();
    return promise;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#gathered.length > 0 || this.#turns.length > 0) {
      if (this.#gathered.length === 0) await this.#turnIsDue();
      // Rooms that were answered just now, and messages that the kernel holds ready, still make this group:
      // one turn of the event loop is microseconds, a transaction of their own is a wait for the disk.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#giveTurns();
      const group = this.#gathered;
      this.#gathered = [];
      if (group.length > 0) await this.#writeGroup(group);
    }
    this.#writing = null;
  }

  async #turnIsDue(): Promise<void> {
    const { clock } = this.#options;
    const waitMs = this.#nextTurnAt - clock.monotonic();
    if (waitMs <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(waitMs, resolve);
    this.#wake = resolve;
    await promise;
    cancel();
  }

  async #giveTurns(): Promise<void> {
    const turns = this.#turns;
    if (turns.length === 0) return;
    this.#turns = [];
    for (const take of turns) take();
    // After all promises that can be settled now.
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }

  async #writeGroup(group: readonly Waiting<Unit, Outcome>[]): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock.monotonic();
    try {
      const outcomes = await this.#options.write(group.map(({ unit }) => unit));
      group.forEach(({ resolve }, index) => resolve(outcomes[index] as Outcome));
    } catch (error: unknown) {
      for (const { reject } of group) reject(error);
    } finally {
      for (const { rows } of group) this.#waitingRows -= rows;
      const intervalMs = INTERVAL_PER_WRITE * (clock.monotonic() - startedAt);
      this.#nextTurnAt = startedAt + clamp(intervalMs, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
    }
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
