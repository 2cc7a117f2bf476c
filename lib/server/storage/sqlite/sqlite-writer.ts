import type { Clock } from '#lib/shared/clock.ts';
import { GroupCommit } from './group-commit.ts';
import { rowsOf, type WriteOutcome, type WriteUnit } from '../room-changes.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import { storageUnavailable } from '../storage-errors.ts';
import type { StorageLog } from '../storage-log.ts';

export interface SqliteWriterOptions {
  readonly thread: SqliteThread;
  readonly clock: Clock;
  readonly log: StorageLog;
  readonly maxWaitingRows: number | undefined;
}

/** The one way of everything that is written: commits of rooms and changes of the directory share their transactions. */
export class SqliteWriter {
  readonly #thread: SqliteThread;
  readonly #log: StorageLog;
  readonly #group: GroupCommit<WriteUnit, WriteOutcome>;
  #failing = false;
  #closing: Promise<void> | null = null;

  constructor({ thread, clock, log, maxWaitingRows }: SqliteWriterOptions) {
    this.#thread = thread;
    this.#log = log;
    const write = (units: readonly WriteUnit[]) => this.#write(units);
    this.#group = new GroupCommit({ write, rowsOf, clock, maxWaitingRows });
  }

  add(unit: WriteUnit): Promise<WriteOutcome> {
    if (this.#closing === null) return this.#group.add(unit);
    return Promise.reject(storageUnavailable(new Error('The storage is closed')));
  }

  /** Resolves when what is added next is written next. */
  turn(): Promise<void> {
    return this.#closing === null ? this.#group.turn() : Promise.resolve();
  }

  /** Waits for what was asked for, then ends the thread. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#group.idle().then(() => this.#thread.close());
    return this.#closing;
  }

  async #write(units: readonly WriteUnit[]): Promise<readonly WriteOutcome[]> {
    try {
      const outcomes = await this.#thread.ask({ type: 'write', units });
      if (this.#failing) this.#log.warn({}, 'storage writes again');
      this.#failing = false;
      return outcomes;
    } catch (error: unknown) {
      // Once, not for each group: a full disk would fill the log as well.
      if (!this.#failing)
        this.#log.error({ err: error, units: units.length }, 'storage cannot write');
      this.#failing = true;
      throw error;
    }
  }
}
