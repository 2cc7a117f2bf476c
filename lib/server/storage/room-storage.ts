import type { Board } from '#lib/board/board.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import type { Role } from '#lib/protocol/roles.ts';

/** A room as it is kept: its board at the last commit. */
export interface StoredRoom {
  /** The storage's own number of the room. */
  readonly roomId: number;
  readonly board: Board;
}

export interface NewRoom {
  readonly board: Board;
  /** SHA-256 of the host key: it becomes the first secret link of the room, with the role of a host. */
  readonly hostKeyHash: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** Who asked: one mutation of one client. */
export interface MutationRef {
  readonly clientId: string;
  readonly id: number;
}

/** Who a client is, as far as it is known: kept with the client, and shown in the score log. */
export interface ClientIdentity {
  readonly device: string | null;
  readonly deviceName: string | null;
  readonly role: Role;
  readonly label: string | null;
}

/** A client's new high-water mark. */
export interface Mark extends MutationRef {
  /** Null leaves what is known of the client as it is. */
  readonly identity: ClientIdentity | null;
}

/**
 * `tap`: a player's button. `set`: a correction to an exact value. `undo`, `redo`: of another event. `merge`: a score that went
 * from one player to another, or back. `reset`: of one player. `restore`: a score that came back from an archive.
 */
export const EVENT_KINDS = ['tap', 'set', 'undo', 'redo', 'merge', 'reset', 'restore'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The durable record of one applied change of a score. */
export interface ScoreEvent {
  /** The version of the room that this event made: unique in a room and epoch. */
  readonly version: number;
  readonly generation: number;
  readonly kind: EventKind;
  readonly player: number;
  readonly delta: number;
  /** The player's score with this event. */
  readonly score: number;
  /** With `undo` and `redo`: the version of the event that they are about. */
  readonly about: number | null;
  /** Why, in the words of whoever made a correction. */
  readonly reason: string | null;
  /**
   * The mutation that made it. Each `tap` has one of its own, of which it is the verdict. The events of other kinds come of
   * actions: one action may make many, all with the same `by`, and they are nobody's verdict: `RoomCommit.acts` holds that.
   * Null where nobody could ask for it again.
   */
  readonly by: MutationRef | null;
  /** When it was committed, by the server's clock, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A score event as it is found later. */
export interface KeptEvent extends ScoreEvent {
  /** The version of the `undo` that took it back; null while it counts. */
  readonly undoneBy: number | null;
}

/** A score event with who made it. */
export interface LogEntry extends KeptEvent {
  readonly identity: ClientIdentity | null;
}

/** A generation that a reset has ended. */
export interface Archive {
  readonly generation: number;
  readonly endedAt: number;
  /** The last version of the generation. */
  readonly version: number;
  readonly players: readonly {
    readonly id: number;
    readonly name: string;
    readonly score: number;
  }[];
}

export interface Refusal {
  readonly by: MutationRef;
  readonly kind: RefusalKind;
}

/** What became of a mutation that has had its verdict. */
export type Outcome =
  | { readonly kind: 'committed'; readonly event: ScoreEvent }
  | { readonly kind: 'refused'; readonly by: MutationRef; readonly reason: RefusalKind }
  /** An action under an idempotency key, with the version that it made. */
  | { readonly kind: 'acted'; readonly by: MutationRef; readonly version: number };

/**
 * Everything that one room asks to be made durable together. All of it becomes durable, or none.
 *
 * Maintained invariant: `before` is the board that the storage holds, `after` is `before` with the events applied.
 * A player, and the record of one that left, is the same object in both exactly if nothing about it changed.
 */
export interface RoomCommit {
  readonly roomId: number;
  readonly before: Board;
  readonly after: Board;
  readonly events: readonly ScoreEvent[];
  /** Events (of this commit or an earlier one) that were taken back by the event of version `by`, or count again (null). */
  readonly undone: readonly { readonly event: number; readonly by: number | null }[];
  readonly refusals: readonly Refusal[];
  /** Actions that were asked for under an idempotency key, each with the version that it made: their verdicts. */
  readonly acts: readonly { readonly by: MutationRef; readonly version: number }[];
  /** Each client's new high-water mark: the highest mutation id that has a verdict. */
  readonly marks: readonly Mark[];
  /** Generations that ended. */
  readonly archives: readonly Archive[];
  readonly at: number;
}

/**
 * `conflict`: the storage holds another version or epoch than `before`, and nothing was written.
 * A rejected promise says nothing about what was written: whoever holds the room must load it again.
 */
export type CommitResult = 'committed' | 'conflict';

/** A room's turn to commit. */
export interface Turn {
  /**
   * Where the storage stands, in a storage that others write to as well: they do not write to the room until the turn ends,
   * with its commit or without one. Null where that was not asked: then the commit may meet a conflict.
   */
  readonly position: { readonly epoch: number; readonly version: number } | null;
  /** Gives the turn back, where it was not used for a commit. May be called any number of times. */
  end(): void;
}

/** The turn of a storage that nobody else writes to. */
export const FREE_TURN: Turn = { position: null, end: () => undefined };

export interface LogQuery {
  /** Only events before this version. */
  readonly before?: number | undefined;
  readonly generation?: number | undefined;
  readonly player?: number | undefined;
  readonly device?: string | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
  /** Words that occur in the reason, or in the name or label of whoever made it, in any case. */
  readonly text?: string | undefined;
  /** At most this many, 1 to 1,000. */
  readonly limit: number;
}

/**
 * The port behind which rooms are kept. `testing/room-storage-contract.ts` registers its rules as tests, and every engine
 * passes them.
 *
 * Maintained invariants, whatever dies at whatever moment:
 * a resolved commit is durable; commits of one room take effect in the order in which they were asked for;
 * marks, refusals and acts become durable in the same transaction as the events that they stand for.
 */
export interface RoomStorage {
  /** Keeps a new room and returns its number, or null where the code is taken. */
  create(room: NewRoom): Promise<number | null>;
  /** Null where there is no such room, or it is deleted. */
  load(code: string): Promise<StoredRoom | null>;
  /** The client's high-water mark in the room, 0 for a client that was never seen. */
  loadMark(roomId: number, clientId: string): Promise<number>;
  /** What became of the client's mutations `from` to `to`, both included, in the order of their ids. */
  findOutcomes(roomId: number, clientId: string, from: number, to: number): Promise<Outcome[]>;
  /** One score event by the version that it made. Found by an index, however many there are. */
  findEvent(roomId: number, version: number): Promise<KeptEvent | null>;
  /**
   * The last `tap` that the client made, or any client of the device where one is given, and that was not taken back;
   * found without reading their other taps.
   */
  findLastTap(roomId: number, clientId: string, device: string | null): Promise<KeptEvent | null>;
  /** The marks of these clients in the room, 0 for one that was never seen. */
  loadMarks(roomId: number, clientIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * The room's board as it stands, for somebody who holds an earlier one: what is as it was there is the same object. Null
   * where the room is no more.
   */
  loadChanges(roomId: number, since: Board): Promise<Board | null>;
  /**
   * Resolves, and never rejects, when a commit of the room that is asked for at once would be written next: so whoever decides
   * only then has in its commit what came until then.
   */
  turn(roomId: number): Promise<Turn>;
  commit(commit: RoomCommit): Promise<CommitResult>;
  /** The score events of all generations, the newest first. */
  log(roomId: number, query: LogQuery): Promise<LogEntry[]>;
  /** The generations that resets have ended, the newest first. */
  archives(roomId: number): Promise<Archive[]>;
  /** Rejects where the storage cannot serve. */
  check(): Promise<void>;
  /** Waits for what was asked for, then lets go of everything. May be called twice. */
  close(): Promise<void>;
}
