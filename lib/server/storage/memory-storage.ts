import type { Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import { assertHistoryQuery } from './history-query.ts';
import {
  FREE_TURN,
  type Archive,
  type ClientIdentity,
  type CommitResult,
  type KeptEvent,
  type LogEntry,
  type LogQuery,
  type MutationRef,
  type NewRoom,
  type Outcome,
  type RoomCommit,
  type RoomStorage,
  type StoredRoom,
  type Turn,
} from './room-storage.ts';
import { storageUnavailable } from './storage-errors.ts';

type FindOutcomes = Parameters<RoomStorage['findOutcomes']>;

interface MemoryClient {
  lastId: number;
  identity: ClientIdentity | null;
  readonly outcomes: Map<number, Outcome>;
}

interface MemoryRoom {
  readonly roomId: number;
  board: Board;
  /** By version, which is the order in which they were committed. */
  readonly events: Map<number, KeptEvent>;
  readonly clients: Map<string, MemoryClient>;
  /** The newest last. */
  readonly archives: Archive[];
}

/** What a memory storage keeps; it outlives the storage, as a file outlives the server. */
export class MemoryDisk {
  readonly rooms: MemoryRoom[] = [];
}

/** Rooms in memory, for tests: it passes the same contract as the real engines, and forgets with the process. */
export function createMemoryStorage(disk: MemoryDisk = new MemoryDisk()): RoomStorage {
  return new MemoryStorage(disk, false);
}

/** One of several storages on one disk: each may find what another one has written meanwhile. */
export function createSharedMemoryStorage(disk: MemoryDisk): RoomStorage {
  return new MemoryStorage(disk, true);
}

class MemoryStorage implements RoomStorage {
  readonly #disk: MemoryDisk;
  readonly #isShared: boolean;
  #closed = false;

  constructor(disk: MemoryDisk, isShared: boolean) {
    this.#disk = disk;
    this.#isShared = isShared;
  }

  create({ board }: NewRoom): Promise<number | null> {
    return this.#later(() => {
      if (this.#disk.rooms.some((room) => room.board.code === board.code)) return null;
      const roomId = this.#disk.rooms.length + 1;
      this.#disk.rooms.push({
        roomId,
        board,
        events: new Map(),
        clients: new Map(),
        archives: [],
      });
      return roomId;
    });
  }

  load(code: string): Promise<StoredRoom | null> {
    return this.#later(() => {
      const room = this.#disk.rooms.find(({ board }) => board.code === code);
      return room === undefined ? null : { roomId: room.roomId, board: room.board };
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

  findEvent(roomId: number, version: number): Promise<KeptEvent | null> {
    return this.#later(() => this.#room(roomId)?.events.get(version) ?? null);
  }

  findLastTap(roomId: number, clientId: string, device: string | null): Promise<KeptEvent | null> {
    return this.#later(() => {
      const room = this.#room(roomId);
      const isOwn = ({ kind, by, undoneBy }: KeptEvent): boolean => {
        if (kind !== 'tap' || by === null || undoneBy !== null) return false;
        if (by.clientId === clientId) return true;
        return device !== null && room?.clients.get(by.clientId)?.identity?.device === device;
      };
      return [...(room?.events.values() ?? [])].findLast(isOwn) ?? null;
    });
  }

  loadMarks(roomId: number, clientIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#later(() => {
      const clients = this.#room(roomId)?.clients;
      return new Map(clientIds.map((clientId) => [clientId, clients?.get(clientId)?.lastId ?? 0]));
    });
  }

  loadChanges(roomId: number, _since: Board): Promise<Board | null> {
    return this.#later(() => this.#room(roomId)?.board ?? null);
  }

  turn(_roomId: number): Promise<Turn> {
    return Promise.resolve(FREE_TURN);
  }

  commit(commit: RoomCommit): Promise<CommitResult> {
    return this.#later(() => {
      const room = this.#room(commit.roomId);
      const { before } = commit;
      if (room?.board.version !== before.version || room.board.epoch !== before.epoch) {
        return 'conflict';
      }
      if (this.#isShared && hasMovedMarks(room, commit)) return 'conflict';
      assertNew(room, commit);
      room.board = commit.after;
      for (const event of commit.events) {
        room.events.set(event.version, { ...event, undoneBy: null });
        if (event.kind === 'tap' && event.by !== null) {
          settle(room, event.by, { kind: 'committed', event });
        }
      }
      for (const { event: version, by } of commit.undone) {
        const event = room.events.get(version);
        assert(event !== undefined, `event ${version} is kept`);
        room.events.set(version, { ...event, undoneBy: by });
      }
      for (const { by, kind } of commit.refusals) {
        settle(room, by, { kind: 'refused', by, reason: kind });
      }
      for (const { by, version } of commit.acts) settle(room, by, { kind: 'acted', by, version });
      for (const mark of commit.marks) {
        const client = clientOf(room, mark.clientId);
        client.lastId = Math.max(client.lastId, mark.id);
        client.identity = mark.identity ?? client.identity;
      }
      room.archives.push(...commit.archives);
      return 'committed';
    });
  }

  log(roomId: number, query: LogQuery): Promise<LogEntry[]> {
    return this.#later(() => {
      assertHistoryQuery(query);
      const room = this.#room(roomId);
      const events = [...(room?.events.values() ?? [])].toReversed();
      return events
        .map((event): LogEntry => {
          const identity = room?.clients.get(event.by?.clientId ?? '')?.identity ?? null;
          return { ...event, identity };
        })
        .filter((entry) => isAskedFor(entry, query))
        .slice(0, query.limit);
    });
  }

  archives(roomId: number): Promise<Archive[]> {
    return this.#later(() => this.#room(roomId)?.archives.toReversed() ?? []);
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

function isAskedFor(entry: LogEntry, query: LogQuery): boolean {
  const { before = Infinity, generation, player, device, kinds, text = '' } = query;
  const { reason, identity } = entry;
  const words = text.toLowerCase().split(/\s+/);
  const said = [reason, identity?.deviceName, identity?.label].join('\n').toLowerCase();
  return (
    entry.version < before &&
    (generation === undefined || entry.generation === generation) &&
    (player === undefined || entry.player === player) &&
    (device === undefined || identity?.device === device) &&
    (kinds === undefined || kinds.includes(entry.kind)) &&
    words.every((word) => said.includes(word))
  );
}

/** Whether a mutation has had its verdict, which in a shared storage is no contradiction. */
function hasMovedMarks(room: MemoryRoom, commit: RoomCommit): boolean {
  return decidedIn(commit).some(({ clientId, id }) => {
    return id <= (room.clients.get(clientId)?.lastId ?? 0);
  });
}

/** The mutations that have their verdict in the commit. */
function decidedIn({ events, refusals, acts }: RoomCommit): MutationRef[] {
  const taps = events.filter(({ kind }) => kind === 'tap');
  return [...taps, ...refusals, ...acts].flatMap(({ by }) => by ?? []);
}

/** Looks at everything before anything is written, so that a commit is kept as a whole or not at all. */
function assertNew(room: MemoryRoom, commit: RoomCommit): void {
  const { events, undone, archives } = commit;
  for (const { generation } of archives) {
    const isKept = room.archives.some((archive) => archive.generation === generation);
    assert(!isKept, `generation ${generation} is archived already`);
  }
  const versions = new Set<number>();
  const ids = new Set<string>();
  for (const { version } of events) {
    assert(!room.events.has(version) && !versions.has(version), `event ${version} is kept already`);
    versions.add(version);
  }
  for (const { event } of undone) {
    assert(room.events.has(event) || versions.has(event), `event ${event} is kept`);
  }
  for (const { clientId, id } of decidedIn(commit)) {
    const known = room.clients.get(clientId)?.outcomes.has(id) === true;
    const key = `${clientId} ${id}`;
    assert(!known && !ids.has(key), `mutation ${id} of a client has its verdict already`);
    ids.add(key);
  }
}

function settle(room: MemoryRoom, by: MutationRef, outcome: Outcome): void {
  clientOf(room, by.clientId).outcomes.set(by.id, outcome);
}

function clientOf(room: MemoryRoom, clientId: string): MemoryClient {
  let client = room.clients.get(clientId);
  if (client === undefined) {
    client = { lastId: 0, identity: null, outcomes: new Map() };
    room.clients.set(clientId, client);
  }
  return client;
}
