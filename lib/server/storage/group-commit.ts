import { setImmediate } from 'node:timers';
import { storageUnavailable } from './storage-errors.ts';

/**
 * Rows that may wait for the disk, those being written included; whatever comes on top is turned away.
 * Some 25 s of a full house (4,000 taps a second), and a few tens of megabytes.
 */
const MAX_WAITING_ROWS = 100_000;

export interface GroupCommitOptions<Unit, Outcome> {
  /** Writes all units in one transaction and answers each; rejects where nothing of the group was written for certain. */
  readonly write: (units: readonly Unit[]) => Promise<readonly Outcome[]>;
  /** What a unit weighs, in rows. */
  readonly rowsOf: (unit: Unit) => number;
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
 * Gathers what arrives while the previous transaction is being written, and writes it as the next one.
 *
 * The disk is the only clock: when it is fast the groups are small, when it is slow they grow, and none waits on purpose.
 *
 * Maintained invariant: one transaction at a time, and units are written in the order in which they were added.
 */
export class GroupCommit<Unit, Outcome> {
  readonly #options: GroupCommitOptions<Unit, Outcome>;
  readonly #maxWaitingRows: number;
  #gathered: Waiting<Unit, Outcome>[] = [];
  #waitingRows = 0;
  #writing: Promise<void> | null = null;

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
    this.#writing ??= this.#writeAll();
    return promise;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#gathered.length > 0) {
      // Rooms that were answered just now, and messages that the kernel holds ready, still make this group:
      // one turn of the event loop is microseconds, a transaction of their own is a wait for the disk.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const group = this.#gathered;
      this.#gathered = [];
      await this.#writeGroup(group);
    }
    this.#writing = null;
  }

  async #writeGroup(group: readonly Waiting<Unit, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#options.write(group.map(({ unit }) => unit));
      group.forEach(({ resolve }, index) => resolve(outcomes[index] as Outcome));
    } catch (error: unknown) {
      for (const { reject } of group) reject(error);
    } finally {
      for (const { rows } of group) this.#waitingRows -= rows;
    }
  }
}
