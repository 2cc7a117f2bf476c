import type { Board } from '#lib/board/board.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';

/** A room as it is kept: its board at the last commit, and what opens its host's doors. */
export interface StoredRoom {
  /** The storage's own number of the room. */
  readonly roomId: number;
  readonly board: Board;
  /** SHA-256 of the host key. */
  readonly hostKeyHash: Uint8Array;
}

export interface NewRoom {
  readonly board: Board;
  readonly hostKeyHash: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** Who asked: one mutation of one client. */
export interface MutationRef {
  readonly clientId: string;
  readonly id: number;
}

/** The durable record of one applied score mutation. */
export interface ScoreEvent {
  /** The version of the room that this event made: unique in a room and epoch. */
  readonly version: number;
  readonly generation: number;
  readonly player: number;
  readonly delta: number;
  /** The player's score with this event. */
  readonly score: number;
  /** Null where the change came without an identity that could be repeated. */
  readonly by: MutationRef | null;
  /** When it was committed, by the server's clock, in milliseconds since the Unix epoch. */
  readonly at: number;
}

export interface Refusal {
  readonly by: MutationRef;
  readonly kind: RefusalKind;
}

/** What became of a mutation that has had its verdict. */
export type Outcome =
  | { readonly kind: 'committed'; readonly event: ScoreEvent }
  | { readonly kind: 'refused'; readonly by: MutationRef; readonly reason: RefusalKind };

/**
 * Everything that one room asks to be made durable together. All of it becomes durable, or none.
 *
 * Maintained invariant: `before` is the board that the storage holds, `after` is `before` with the events applied.
 */
export interface RoomCommit {
  readonly roomId: number;
  readonly before: Board;
  readonly after: Board;
  readonly events: readonly ScoreEvent[];
  readonly refusals: readonly Refusal[];
  /** Each client's new high-water mark: the highest mutation id that has a verdict. */
  readonly marks: readonly MutationRef[];
  readonly at: number;
}

/**
 * `conflict`: the storage holds another version or epoch than `before`, and nothing was written.
 * A rejected promise says nothing about what was written: whoever holds the room must load it again.
 */
export type CommitResult = 'committed' | 'conflict';

export interface HistoryQuery {
  /** Only events before this version. */
  readonly before?: number | undefined;
  /** At most this many, 1 to 1,000. */
  readonly limit: number;
}

/**
 * The port behind which rooms are kept. `room-storage-contract.ts` holds its rules as tests, and every engine passes them.
 *
 * Maintained invariants, whatever dies at whatever moment:
 * a resolved commit is durable; commits of one room take effect in the order in which they were asked for;
 * marks and refusals become durable in the same transaction as the events that they stand for.
 */
export interface RoomStorage {
  /** Keeps a new room and returns its number, or null where the code is taken. */
  create(room: NewRoom): Promise<number | null>;
  load(code: string): Promise<StoredRoom | null>;
  /** The client's high-water mark in the room, 0 for a client that was never seen. */
  loadMark(roomId: number, clientId: string): Promise<number>;
  /** What became of the client's mutations `from` to `to`, both included, in the order of their ids. */
  findOutcomes(roomId: number, clientId: string, from: number, to: number): Promise<Outcome[]>;
  commit(commit: RoomCommit): Promise<CommitResult>;
  /** The score events of all generations, the newest first. */
  history(roomId: number, query: HistoryQuery): Promise<ScoreEvent[]>;
  /** Rejects where the storage cannot serve. */
  check(): Promise<void>;
  /** Waits for what was asked for, then lets go of everything. May be called twice. */
  close(): Promise<void>;
}
