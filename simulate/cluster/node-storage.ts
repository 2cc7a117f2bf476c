import {
  FREE_TURN,
  type CommitResult,
  type Outcome,
  type RoomCommit,
  type RoomStorage,
  type StoredRoom,
  type Turn,
} from '#lib/server/storage/room-storage.ts';
import type { Board } from '#lib/board/board.ts';
import { storageUnavailable } from '#lib/server/storage/storage-errors.ts';
import type { Inputs } from '../inputs.ts';
import { roomOf } from '../crowd/codes.ts';
import type { Database } from './database.ts';
import type { Meters } from './meters.ts';

export interface NodeStorageOptions {
  readonly database: Database;
  readonly inputs: Inputs;
  readonly meters: Meters;
  /** The board as the node knows it already; null where it has to ask. */
  readonly known: (room: number) => Board | null;
  /** Runs on the node's own core; never where the node has died meanwhile. */
  readonly onCore: (costUs: number, job: () => void) => void;
  readonly loads: () => void;
  readonly committed: (room: number, commit: RoomCommit) => void;
}

type Asked = 'plain' | 'locking';

/**
 * The storage port as a node of many has it, over the shared database: a few connections, an optimistic check of the version,
 * and after a conflict the row is read under its lock, which the commit that follows gives back.
 */
export class NodeStorage implements RoomStorage {
  readonly #options: NodeStorageOptions;
  /** Rooms of which the node does not know what the database holds. */
  readonly #unsure = new Map<number, Asked>();
  /**
   * What the engine's own `Marks` would know still, if rooms were not exchanged for fresh ones (see `remote-news.ts`): a mark
   * that this node has committed itself, until its client comes anew.
   */
  readonly #marks = new Map<string, number>();
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: NodeStorageOptions) {
    this.#options = options;
  }

  /** A client has come: whatever it did meanwhile elsewhere is not known here. */
  forget(clientId: string): void {
    this.#marks.delete(clientId);
  }

  load(code: string): Promise<StoredRoom | null> {
    const { database, inputs, meters, known } = this.#options;
    const room = roomOf(code);
    const asked = this.#unsure.get(room);
    const board = known(room);
    const stored = (held: Board): StoredRoom => ({ roomId: room + 1, board: held });
    if (asked === undefined && board !== null) return Promise.resolve(stored(board));
    const kept = database.room(room);
    const rows = 1 + kept.board.players.size;
    meters.databaseReads += 1;
    meters.rowsRead += rows;
    if (asked === undefined) {
      meters.roomLoads += 1;
      this.#options.loads();
    }
    return this.#query(inputs.readUs + rows * inputs.rowReadUs, false, async () => {
      if (asked === 'locking') await kept.lock.take(this);
      this.#unsure.delete(room);
      return stored(database.boardOf(room));
    });
  }

  loadMark(roomId: number, clientId: string): Promise<number> {
    const mark = this.#marks.get(clientId);
    if (mark !== undefined) return Promise.resolve(mark);
    return this.#read(() => this.#room(roomId).storage.loadMark(1, clientId));
  }

  findOutcomes(
    ...[roomId, clientId, from, to]: Parameters<RoomStorage['findOutcomes']>
  ): Promise<Outcome[]> {
    return this.#read(() => this.#room(roomId).storage.findOutcomes(1, clientId, from, to));
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

  async loadChanges(_roomId: number, { code }: Board): Promise<Board | null> {
    return (await this.load(code))?.board ?? null;
  }

  turn(): Promise<Turn> {
    if (this.#busy < this.#options.inputs.databaseConnections) return Promise.resolve(FREE_TURN);
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        resolve(FREE_TURN);
        // What is decided on this turn may turn out to need no connection: then it is the next one's.
        this.#options.database.after(1, () => this.#wake());
      });
    });
  }

  commit(commit: RoomCommit): Promise<CommitResult> {
    const { database, inputs, meters } = this.#options;
    const index = commit.roomId - 1;
    const { lock } = database.room(index);
    const rows = rowsOf(commit);
    const costUs = inputs.transactionUs + rows * inputs.rowWriteUs;
    for (const { clientId } of commit.marks) this.#marks.delete(clientId);
    const written = this.#query(costUs, true, async (): Promise<CommitResult> => {
      const isBehind = () => database.boardOf(index).version !== commit.before.version;
      // The row as it is seen does not fit: PostgreSQL says so without waiting for whoever holds it.
      if (!lock.isHeldBy(this) && isBehind()) return 'conflict';
      await lock.take(this);
      const result = await database.write(index, commit);
      if (result === 'committed') database.after(inputs.flushMs, () => lock.release(this));
      else lock.release(this);
      return result;
    });
    return written.then(
      (result) => {
        if (result === 'committed') {
          meters.commits += 1;
          meters.rowsWritten += rows;
          for (const { clientId, id } of commit.marks) this.#marks.set(clientId, id);
          this.#options.committed(index, commit);
        } else {
          meters.conflicts += 1;
          this.#unsure.set(index, 'locking');
        }
        return result;
      },
      (error: unknown) => {
        this.#unsure.set(index, 'plain');
        throw error;
      },
    );
  }

  create(): Promise<never> {
    return unused();
  }

  findEvent(): Promise<never> {
    return unused();
  }

  findLastTap(): Promise<never> {
    return unused();
  }

  log(): Promise<never> {
    return unused();
  }

  archives(): Promise<never> {
    return unused();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #room(roomId: number) {
    return this.#options.database.room(roomId - 1);
  }

  #read<T>(execute: () => Promise<T>): Promise<T> {
    const { meters, inputs } = this.#options;
    meters.databaseReads += 1;
    meters.rowsRead += 1;
    return this.#query(inputs.readUs + inputs.rowReadUs, false, execute);
  }

  async #query<T>(costUs: number, isWrite: boolean, execute: () => Promise<T>): Promise<T> {
    while (this.#busy >= this.#options.inputs.databaseConnections) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#busy += 1;
    const { database, onCore, inputs } = this.#options;
    try {
      return await new Promise<T>((resolve, reject) => {
        database.query({
          costUs,
          isWrite,
          execute,
          answered: (result) => onCore(inputs.queryUs, () => resolve(result)),
          failed: (error) => onCore(inputs.queryUs, () => reject(storageUnavailable(error))),
        });
      });
    } finally {
      this.#busy -= 1;
      this.#wake();
    }
  }

  #wake(): void {
    if (this.#busy < this.#options.inputs.databaseConnections) this.#waiting.shift()?.();
  }
}

/** The room's row, the taps, the marks of their clients, and the players' scores. */
function rowsOf({ events, marks }: RoomCommit): number {
  const players = events.length < 2 ? events.length : new Set(events.map((e) => e.player)).size;
  return 1 + events.length + marks.length + players;
}

function unused(): Promise<never> {
  return Promise.reject(new Error('no scenario asks for this'));
}
