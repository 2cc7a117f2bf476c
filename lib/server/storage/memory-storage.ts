import type { Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import { assertHistoryQuery } from './history-query.ts';
import type {
  CommitResult,
  HistoryQuery,
  MutationRef,
  NewRoom,
  Outcome,
  RoomCommit,
  RoomStorage,
  ScoreEvent,
  StoredRoom,
} from './room-storage.ts';
import { storageUnavailable } from './storage-errors.ts';

type FindOutcomes = Parameters<RoomStorage['findOutcomes']>;

interface MemoryClient {
  lastId: number;
  readonly outcomes: Map<number, Outcome>;
}

interface MemoryRoom {
  readonly roomId: number;
  readonly hostKeyHash: Uint8Array;
  board: Board;
  /** By version, which is the order in which they were committed. */
  readonly events: Map<number, ScoreEvent>;
  readonly clients: Map<string, MemoryClient>;
}

/** What a memory storage keeps; it outlives the storage, as a file outlives the server. */
export class MemoryDisk {
  readonly rooms: MemoryRoom[] = [];
}

/** Rooms in memory, for tests: it passes the same contract as the real engines, and forgets with the process. */
export function createMemoryStorage(disk: MemoryDisk = new MemoryDisk()): RoomStorage {
  return new MemoryStorage(disk);
}

class MemoryStorage implements RoomStorage {
  readonly #disk: MemoryDisk;
  #closed = false;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  create({ board, hostKeyHash }: NewRoom): Promise<number | null> {
    return this.#later(() => {
      if (this.#disk.rooms.some((room) => room.board.code === board.code)) return null;
      const roomId = this.#disk.rooms.length + 1;
      const hash = Uint8Array.from(hostKeyHash);
      const room = { roomId, hostKeyHash: hash, board, events: new Map(), clients: new Map() };
      this.#disk.rooms.push(room);
      return roomId;
    });
  }

  load(code: string): Promise<StoredRoom | null> {
    return this.#later(() => {
      const room = this.#disk.rooms.find(({ board }) => board.code === code);
      if (room === undefined) return null;
      const hostKeyHash = Uint8Array.from(room.hostKeyHash);
      return { roomId: room.roomId, board: room.board, hostKeyHash };
    });
  }

  loadMark(roomId: number, clientId: string): Promise<number> {
    return this.#later(() => this.#room(roomId)?.clients.get(clientId)?.lastId ?? 0);
  }

  findOutcomes(...[roomId, clientId, from, to]: FindOutcomes): Promise<Outcome[]> {
    return this.#later(() => {
      const outcomes = this.#room(roomId)?.clients.get(clientId)?.outcomes ?? [];
      return [...outcomes]
        .filter(([id]) => id >= from && id <= to)
        .toSorted(([a], [b]) => a - b)
        .map(([, outcome]) => outcome);
    });
  }

  commit(commit: RoomCommit): Promise<CommitResult> {
    return this.#later(() => {
      const room = this.#room(commit.roomId);
      const { before } = commit;
      if (room?.board.version !== before.version || room.board.epoch !== before.epoch) {
        return 'conflict';
      }
      assertNew(room, commit);
      room.board = commit.after;
      for (const event of commit.events) {
        room.events.set(event.version, event);
        if (event.by !== null) settle(room, event.by, { kind: 'committed', event });
      }
      for (const { by, kind } of commit.refusals) {
        settle(room, by, { kind: 'refused', by, reason: kind });
      }
      for (const mark of commit.marks) {
        const client = clientOf(room, mark.clientId);
        client.lastId = Math.max(client.lastId, mark.id);
      }
      return 'committed';
    });
  }

  history(roomId: number, query: HistoryQuery): Promise<ScoreEvent[]> {
    return this.#later(() => {
      assertHistoryQuery(query);
      const { before = Infinity, limit } = query;
      const events = [...(this.#room(roomId)?.events.values() ?? [])];
      return events
        .filter(({ version }) => version < before)
        .toReversed()
        .slice(0, limit);
    });
  }

  check(): Promise<void> {
    return this.#later(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn();
  }

  #room(roomId: number): MemoryRoom | undefined {
    return this.#disk.rooms[roomId - 1];
  }

  /** Runs `action` on a later microtask, in the order of the calls: nobody may rely on an answer within the call. */
  async #later<T>(action: () => T): Promise<T> {
    if (this.#closed) throw storageUnavailable(new Error('The storage is closed'));
    await this.#turn();
    return action();
  }

  async #turn(): Promise<void> {
    await Promise.resolve();
  }
}

/** Looks at everything before anything is written, so that a commit is kept as a whole or not at all. */
function assertNew(room: MemoryRoom, { events, refusals }: RoomCommit): void {
  const versions = new Set<number>();
  const ids = new Set<string>();
  for (const { version } of events) {
    assert(!room.events.has(version) && !versions.has(version), `event ${version} is kept already`);
    versions.add(version);
  }
  for (const { by } of [...events, ...refusals]) {
    if (by === null) continue;
    const known = room.clients.get(by.clientId)?.outcomes.has(by.id) === true;
    const key = `${by.clientId} ${by.id}`;
    assert(!known && !ids.has(key), `mutation ${by.id} of a client has its verdict already`);
    ids.add(key);
  }
}

function settle(room: MemoryRoom, by: MutationRef, outcome: Outcome): void {
  clientOf(room, by.clientId).outcomes.set(by.id, outcome);
}

function clientOf(room: MemoryRoom, clientId: string): MemoryClient {
  let client = room.clients.get(clientId);
  if (client === undefined) {
    client = { lastId: 0, outcomes: new Map() };
    room.clients.set(clientId, client);
  }
  return client;
}
