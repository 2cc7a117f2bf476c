import type { Board } from '#lib/board/board.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { changesOf } from '../room-changes.ts';
import type {
  Archive,
  CommitResult,
  KeptEvent,
  LogEntry,
  LogQuery,
  NewRoom,
  Outcome,
  RoomCommit,
  RoomStorage,
  StoredRoom,
  Turn,
} from '../room-storage.ts';
import { storageUnavailable } from '../storage-errors.ts';
import { CommitGroups } from './commit-groups.ts';
import { CommitSlots } from './commit-slots.ts';
import {
  commitSql,
  commitValues,
  CREATE_SQL,
  createValues,
  type CommitRow,
} from './commit-values.ts';
import { failureOf } from './postgres-errors.ts';
import { readPostgresLog } from './postgres-log.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { PostgresReads } from './postgres-reads.ts';
import { RoomHolds, type Position } from './room-holds.ts';
import { RoomTurns } from './room-turns.ts';

type FindOutcomes = Parameters<RoomStorage['findOutcomes']>;

export interface PostgresRoomsOptions {
  readonly pool: PostgresPool;
  readonly clock: Clock;
  /** Rooms that are held at once: the other connections are for groups of commits, half as many, and for what is read. */
  readonly maxHolds: number;
}

/** Rooms that have decided what they commit, at once: some groups' worth. More would only wait longer for their answer. */
const MAX_DECIDING = 64;

/**
 * Rooms in PostgreSQL, which other nodes write to as well. Whoever commits to a room asks for its turns one after the other: a
 * commit of the room ends the turn that is under way.
 */
export class PostgresRooms implements RoomStorage {
  readonly #pool: PostgresPool;
  readonly #clock: Clock;
  readonly #reads: PostgresReads;
  readonly #turns: RoomTurns;
  readonly #holds: RoomHolds;
  readonly #groups: CommitGroups;
  /** For rooms that are held while they decide … */
  readonly #holdSlots: CommitSlots;
  /** … and for all others. */
  readonly #slots = new CommitSlots(MAX_DECIDING);
  /** The last commit that was asked for of each room that has one under way. */
  readonly #last = new Map<number, Promise<unknown>>();
  #closing: Promise<void> | null = null;

  constructor({ pool, clock, maxHolds }: PostgresRoomsOptions) {
    this.#pool = pool;
    this.#clock = clock;
    this.#reads = new PostgresReads(pool);
    this.#turns = new RoomTurns(clock);
    this.#holds = new RoomHolds(pool, maxHolds);
    this.#holdSlots = new CommitSlots(maxHolds);
    this.#groups = new CommitGroups({
      call: async (sql, values) => (await pool.call<CommitRow & object>(sql, values)).rows,
      maxAtOnce: Math.max(1, Math.floor(maxHolds / 2)),
    });
  }

  async create(room: NewRoom): Promise<number | null> {
    const { rows } = await this.#pool.call<{ id: number | null }>(CREATE_SQL, createValues(room));
    return rows[0]?.id ?? null;
  }

  async turn(roomId: number): Promise<Turn> {
    await this.#turns.isDue(roomId);
    const isContended = this.#turns.isContended(roomId);
    const giveBack = await (isContended ? this.#holdSlots : this.#slots).take();
    let position: Position | null = null;
    if (this.#closing === null && isContended) {
      position = await this.#holds.take(roomId);
      // Nobody is left to end it.
      if (this.#closing !== null) await this.#holds.letGo(roomId);
    }
    const end = () => {
      if (position !== null) void this.#holds.letGo(roomId);
      giveBack();
    };
    return { position, end };
  }

  commit(commit: RoomCommit): Promise<CommitResult> {
    if (this.#closing !== null) return closed();
    const { roomId } = commit;
    const before = this.#last.get(roomId) ?? Promise.resolve();
    const result = before.then(() => this.#commit(commit));
    const settled = result.then(ignore, ignore).then(() => {
      if (this.#last.get(roomId) === settled) this.#last.delete(roomId);
    });
    this.#last.set(roomId, settled);
    return result;
  }

  async #commit(commit: RoomCommit): Promise<CommitResult> {
    const { roomId } = commit;
    const startedAt = this.#clock.monotonic();
    try {
      const result = await this.#write(roomId, commitValues(changesOf(commit)));
      if (result === 'conflict') this.#turns.contended(roomId);
      return result;
    } finally {
      this.#turns.wrote(roomId, startedAt);
    }
  }

  async #write(roomId: number, values: readonly unknown[]): Promise<CommitResult> {
    const held = this.#holds.use(roomId);
    if (held === null) return this.#groups.add(roomId, values);
    let result: CommitResult;
    try {
      const { rows } = await held.ask<CommitRow & object>(commitSql(1), values);
      // The function always answers.
      result = rows[0]?.result ?? 'conflict';
    } catch (error: unknown) {
      await held.rollback();
      throw failureOf(error);
    }
    await held.commit().catch((error: unknown) => {
      throw failureOf(error);
    });
    return result;
  }

  load(code: string): Promise<StoredRoom | null> {
    return this.#reads.load(code);
  }

  /**
   * The board as it stands now, of which `since` was known before; null where the room is gone. Players that did not change
   * are the same objects.
   */
  loadChanges(roomId: number, since: Board): Promise<Board | null> {
    return this.#reads.loadChanges(roomId, since);
  }

  async loadMark(roomId: number, clientId: string): Promise<number> {
    return (await this.loadMarks(roomId, [clientId])).get(clientId) ?? 0;
  }

  /** The clients' high-water marks, 0 for those that were never seen. */
  loadMarks(roomId: number, clientIds: readonly string[]): Promise<Map<string, number>> {
    return this.#reads.loadMarks(roomId, clientIds);
  }

  findOutcomes(...[roomId, clientId, from, to]: FindOutcomes): Promise<Outcome[]> {
    return this.#reads.findOutcomes({ roomId, clientId, from, to });
  }

  findEvent(roomId: number, version: number): Promise<KeptEvent | null> {
    return this.#reads.findEvent(roomId, version);
  }

  findLastTap(roomId: number, clientId: string, device: string | null): Promise<KeptEvent | null> {
    return this.#reads.findLastTap({ roomId, clientId, device });
  }

  log(roomId: number, query: LogQuery): Promise<LogEntry[]> {
    return readPostgresLog(this.#pool, roomId, query);
  }

  archives(roomId: number): Promise<Archive[]> {
    return this.#reads.archives(roomId);
  }

  async check(): Promise<void> {
    await this.#reads.assertWritable().catch((error: unknown) => {
      throw failureOf(error);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(this.#last.values());
    await this.#holds.letAllGo();
    await this.#pool.close();
  }
}

function closed(): Promise<never> {
  return Promise.reject(storageUnavailable(new Error('The storage is closed')));
}

function ignore(): void {}
