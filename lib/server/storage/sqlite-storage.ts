import { systemClock, type Clock } from '#lib/shared/clock.ts';
import { assert } from '#lib/shared/assert.ts';
import { GroupCommit } from './group-commit.ts';
import { assertHistoryQuery } from './history-query.ts';
import type {
  CommitResult,
  HistoryQuery,
  NewRoom,
  Outcome,
  RoomCommit,
  RoomStorage,
  ScoreEvent,
  StoredRoom,
} from './room-storage.ts';
import { changesOf, rowsOf, type WriteOutcome, type WriteUnit } from './room-changes.ts';
import { MIGRATIONS, type Migration } from './sqlite-migrations.ts';
import { SqliteThread, startSqliteWorker, type StartWorker } from './sqlite-thread.ts';
import { storageUnavailable } from './storage-errors.ts';
import { silentLog, type StorageLog } from './storage-log.ts';

export interface SqliteStorageOptions {
  /** Where the database is or is to be; its directory is made where it is missing. */
  readonly file: string;
  /** @default a log that says nothing */
  readonly log?: StorageLog | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** @default MAX_WAITING_ROWS */
  readonly maxWaitingRows?: number | undefined;
  /** For tests of upgrades. @default MIGRATIONS */
  readonly migrations?: readonly Migration[] | undefined;
  /** For tests of its death. @default startSqliteWorker */
  readonly startWorker?: StartWorker | undefined;
}

/**
 * Rooms in one SQLite file that this process alone owns, on a thread of its own.
 *
 * @throws StorageStartError where the file cannot be opened, with one line that says what to do
 */
export async function openSqliteStorage(options: SqliteStorageOptions): Promise<RoomStorage> {
  const { file, log = silentLog, clock = systemClock } = options;
  const { migrations = MIGRATIONS, startWorker = startSqliteWorker } = options;
  const setup = { file, migrations };
  const thread = new SqliteThread({ setup, startWorker, clock, log });
  await thread.start();
  return new SqliteStorage(thread, log, options.maxWaitingRows);
}

type FindOutcomes = Parameters<RoomStorage['findOutcomes']>;

class SqliteStorage implements RoomStorage {
  readonly #thread: SqliteThread;
  readonly #log: StorageLog;
  readonly #writes: GroupCommit<WriteUnit, WriteOutcome>;
  #failing = false;
  #closing: Promise<void> | null = null;

  constructor(thread: SqliteThread, log: StorageLog, maxWaitingRows: number | undefined) {
    this.#thread = thread;
    this.#log = log;
    this.#writes = new GroupCommit({
      write: (units) => this.#write(units),
      rowsOf,
      maxWaitingRows,
    });
  }

  async create(room: NewRoom): Promise<number | null> {
    const outcome = await this.#add({ type: 'create', room });
    if (outcome.type === 'code_taken') return null;
    assert(outcome.type === 'created', reasonOf(outcome));
    return outcome.roomId;
  }

  async commit(commit: RoomCommit): Promise<CommitResult> {
    const outcome = await this.#add({ type: 'commit', changes: changesOf(commit) });
    if (outcome.type === 'conflict') return 'conflict';
    assert(outcome.type === 'committed', reasonOf(outcome));
    return 'committed';
  }

  load(code: string): Promise<StoredRoom | null> {
    return this.#thread.ask({ type: 'load', code });
  }

  loadMark(roomId: number, clientId: string): Promise<number> {
    return this.#thread.ask({ type: 'mark', roomId, clientId });
  }

  findOutcomes(...[roomId, clientId, from, to]: FindOutcomes): Promise<Outcome[]> {
    return this.#thread.ask({ type: 'outcomes', query: { roomId, clientId, from, to } });
  }

  async history(roomId: number, query: HistoryQuery): Promise<ScoreEvent[]> {
    assertHistoryQuery(query);
    return await this.#thread.ask({ type: 'history', roomId, query });
  }

  async check(): Promise<void> {
    await this.#thread.ask({ type: 'check' });
  }

  close(): Promise<void> {
    this.#closing ??= this.#writes.idle().then(() => this.#thread.close());
    return this.#closing;
  }

  #add(unit: WriteUnit): Promise<WriteOutcome> {
    if (this.#closing === null) return this.#writes.add(unit);
    return Promise.reject(storageUnavailable(new Error('The storage is closed')));
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

function reasonOf(outcome: WriteOutcome): string {
  return outcome.type === 'impossible' ? outcome.message : `unexpected answer ${outcome.type}`;
}
