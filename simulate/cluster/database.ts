import { createMemoryStorage } from '#lib/server/storage/memory-storage.ts';
import type { RoomCommit, RoomStorage } from '#lib/server/storage/room-storage.ts';
import type { Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import type { SimClock } from '../clock/sim-clock.ts';
import type { Inputs } from '../inputs.ts';
import type { Meters } from './meters.ts';
import { RowLock } from './row-lock.ts';

/** What one room is in the database. */
export interface KeptRoom {
  /** A storage of its own for each room: the memory storage finds a room by looking at all of them. */
  readonly storage: RoomStorage;
  readonly lock: RowLock;
  board: Board;
}

interface Change {
  readonly room: number;
  readonly at: number;
}

interface Query<T> {
  readonly costUs: number;
  readonly isWrite: boolean;
  readonly execute: () => Promise<T>;
  readonly answered: (result: T) => void;
  readonly failed: (error: Error) => void;
}

/** The PostgreSQL that all nodes share: it takes time, it can be away, and what it has committed is the truth. */
export class Database {
  readonly #clock: SimClock;
  readonly #inputs: Inputs;
  readonly #meters: Meters;
  readonly #firstBoard: (room: number) => Board;
  readonly #rooms = new Map<number, KeptRoom>();
  /** Commits in their order, for the nodes' polls. */
  readonly #changes: Change[] = [];
  #freeAt = 0;
  #isUp = true;
  /** Which of its lives it is: a primary that comes after another knows no connection of the other's. */
  #life = 0;

  constructor(options: {
    clock: SimClock;
    inputs: Inputs;
    meters: Meters;
    firstBoard: (room: number) => Board;
  }) {
    this.#clock = options.clock;
    this.#inputs = options.inputs;
    this.#meters = options.meters;
    this.#firstBoard = options.firstBoard;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The primary is gone: what it had under way is answered with an error, whether it was committed or not. */
  goDown(): void {
    this.#isUp = false;
    this.#life += 1;
    for (const { lock } of this.#rooms.values()) lock.reset();
  }

  comeUp(): void {
    this.#isUp = true;
  }

  room(index: number): KeptRoom {
    let kept = this.#rooms.get(index);
    if (kept === undefined) {
      const storage = createMemoryStorage();
      const board = this.#firstBoard(index);
      void storage.create({ board, hostKeyHash: new Uint8Array(0), createdAt: 0 });
      kept = { storage, lock: new RowLock(this.#clock, this.#inputs.lockTimeoutMs), board };
      this.#rooms.set(index, kept);
    }
    return kept;
  }

  /** The board that is committed; of a room that nobody has touched, without keeping anything for it. */
  boardOf(index: number): Board {
    return this.#rooms.get(index)?.board ?? this.#firstBoard(index);
  }

  /** Rooms that have changed since then, the newest first. */
  *changedSince(at: number): Iterable<number> {
    for (let index = this.#changes.length - 1; index >= 0; index -= 1) {
      const change = this.#changes[index];
      if (change === undefined || change.at < at) return;
      yield change.room;
    }
  }

  /** Later, by the database's own clock. */
  after(delayMs: number, job: () => void): void {
    this.#clock.after(delayMs, job);
  }

  touched(): Iterable<readonly [index: number, room: KeptRoom]> {
    return this.#rooms;
  }

  /** One query over the network: its way there, its turn on the cores, its work, the flush of a commit, its way back. */
  query<T>({ costUs, isWrite, execute, answered, failed }: Query<T>): void {
    const { databaseLinkMs, databaseCores, flushMs } = this.#inputs;
    const clock = this.#clock;
    const fail = () => {
      this.#meters.databaseFailures += 1;
      clock.after(databaseLinkMs, () => failed(new Error('the database is away')));
    };
    if (!this.#isUp) {
      clock.after(databaseLinkMs, fail);
      return;
    }
    const life = this.#life;
    const startsAt = Math.max(clock.monotonic() + databaseLinkMs, this.#freeAt);
    this.#freeAt = startsAt + costUs / 1_000 / databaseCores;
    this.#meters.databaseUs += costUs;
    clock.at(startsAt + costUs / 1_000, () => {
      if (this.#life !== life || !this.#isUp) {
        fail();
        return;
      }
      void execute().then((result) => {
        const delayMs = (isWrite ? flushMs : 0) + databaseLinkMs;
        clock.after(delayMs, () => {
          if (this.#life === life) answered(result);
          else fail();
        });
      });
    });
  }

  /** What a commit does at its place in the room's order. */
  async write(index: number, commit: RoomCommit): Promise<'committed' | 'conflict'> {
    const room = this.room(index);
    const result = await room.storage.commit({ ...commit, roomId: 1 });
    if (result === 'conflict') return result;
    assert(commit.after.version >= room.board.version, 'a version in the database never goes back');
    room.board = commit.after;
    this.#changes.push({ room: index, at: this.#clock.monotonic() });
    return result;
  }
}
