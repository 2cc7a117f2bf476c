import { systemClock, type Clock } from '#lib/shared/clock.ts';
import type { Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import type { Directory } from '../../directory/directory.ts';
import { createKyselyDirectory } from '../../directory/kysely-directory.ts';
import { makeBackup, type BackupReport } from '../backup/backups.ts';
import { assertHistoryQuery } from '../history-query.ts';
import { changesOf, type WriteOutcome } from '../room-changes.ts';
import {
  FREE_TURN,
  type Archive,
  type CommitResult,
  type KeptEvent,
  type LogEntry,
  type LogQuery,
  type NewRoom,
  type Outcome,
  type RoomCommit,
  type RoomStorage,
  type StoredRoom,
  type Turn,
} from '../room-storage.ts';
import { SqliteExecutor } from './sqlite-executor.ts';
import { readLog } from './sqlite-log.ts';
import { MIGRATIONS, type Migration } from './sqlite-migrations.ts';
import { SqliteThread, startSqliteWorker, type StartWorker } from './sqlite-thread.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import { silentLog, type StorageLog } from '../storage-log.ts';

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

/** All that one database keeps. */
export interface OpenStorage {
  readonly rooms: RoomStorage;
  readonly directory: Directory;
  /**
   * Makes a backup while commits go on, in a file that must not be there yet; null: under a name by the time, beside the
   * database. Rejects with why there is none.
   */
  backup(to: string | null): Promise<BackupReport>;
  /** Waits for what was asked for, then lets go of everything; as does `rooms.close`. May be called twice. */
  close(): Promise<void>;
}

/**
 * Rooms, and what is around them, in one SQLite file that this process alone owns, on a thread of its own.
 *
 * @throws StorageStartError where the file cannot be opened, with one line that says what to do
 */
export async function openSqliteStorage(options: SqliteStorageOptions): Promise<OpenStorage> {
  const { file, log = silentLog, clock = systemClock, maxWaitingRows } = options;
  const { migrations = MIGRATIONS, startWorker = startSqliteWorker } = options;
  const setup = { file, migrations };
  const thread = new SqliteThread({ setup, startWorker, clock, log });
  await thread.start();
  const writer = new SqliteWriter({ thread, clock, log, maxWaitingRows });
  const rooms = new SqliteRooms(thread, writer);
  const directory = createKyselyDirectory(new SqliteExecutor(thread, writer));
  return {
    rooms,
    directory,
    backup: (to) => {
      const copy = async (target: string) =>
        void (await thread.ask({ type: 'backup', to: target }));
      return makeBackup({ file, to, now: clock.now(), copy });
    },
    close: () => writer.close(),
  };
}

type FindOutcomes = Parameters<RoomStorage['findOutcomes']>;

class SqliteRooms implements RoomStorage {
  readonly #thread: SqliteThread;
  readonly #writer: SqliteWriter;

  constructor(thread: SqliteThread, writer: SqliteWriter) {
    this.#thread = thread;
    this.#writer = writer;
  }

  async create(room: NewRoom): Promise<number | null> {
    const outcome = await this.#writer.add({ type: 'create', room });
    if (outcome.type === 'code_taken') return null;
    assert(outcome.type === 'created', reasonOf(outcome));
    return outcome.roomId;
  }

  async turn(_roomId: number): Promise<Turn> {
    await this.#writer.turn();
    return FREE_TURN;
  }

  async commit(commit: RoomCommit): Promise<CommitResult> {
    const outcome = await this.#writer.add({ type: 'commit', changes: changesOf(commit) });
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

  async loadMarks(
    roomId: number,
    clientIds: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const marks = clientIds.map(async (clientId): Promise<[string, number]> => {
      return [clientId, await this.loadMark(roomId, clientId)];
    });
    return new Map(await Promise.all(marks));
  }

  /** Nobody else writes to this file, so it is asked for after a failure only. */
  async loadChanges(_roomId: number, { code }: Board): Promise<Board | null> {
    return (await this.load(code))?.board ?? null;
  }

  findOutcomes(...[roomId, clientId, from, to]: FindOutcomes): Promise<Outcome[]> {
    return this.#thread.ask({ type: 'outcomes', query: { roomId, clientId, from, to } });
  }

  findEvent(roomId: number, version: number): Promise<KeptEvent | null> {
    return this.#thread.ask({ type: 'event', roomId, version });
  }

  findLastTap(roomId: number, clientId: string, device: string | null): Promise<KeptEvent | null> {
    return this.#thread.ask({ type: 'last-tap', query: { roomId, clientId, device } });
  }

  async log(roomId: number, query: LogQuery): Promise<LogEntry[]> {
    assertHistoryQuery(query);
    return await readLog(query, (page) =>
      this.#thread.ask({ type: 'log', query: { roomId, query: page } }),
    );
  }

  archives(roomId: number): Promise<Archive[]> {
    return this.#thread.ask({ type: 'archives', roomId });
  }

  async check(): Promise<void> {
    await this.#thread.ask({ type: 'check' });
  }

  close(): Promise<void> {
    return this.#writer.close();
  }
}

function reasonOf(outcome: WriteOutcome): string {
  return outcome.type === 'impossible' ? outcome.message : `unexpected answer ${outcome.type}`;
}
