import type { BoardView } from '#lib/board/view.ts';
import type { Action } from '#lib/protocol/actions.ts';
import type { ErrorKind, RefusalKind, WireError } from '#lib/protocol/wire-error.ts';
import type { Cheer, You } from '#lib/protocol/messages.ts';
import type { Link } from '../connection/link.ts';

export type { Link };

export type Notice =
  /** A friendly word from the server. */
  | { readonly kind: 'message'; readonly text: string }
  /** Something that this person asked for did not work, or was taken away: to be read, and dismissed. */
  | { readonly kind: 'problem'; readonly text: string }
  /** Taps of this person that will not count, and why. */
  | { readonly kind: 'refused'; readonly reason: RefusalKind; readonly count: number }
  /**
   * The server will not have this page any more (the room is gone, asks for its PIN, lets nobody else in, the protocol has
   * changed, …): a reload shows what can be done about it.
   */
  | { readonly kind: 'stopped'; readonly reason: ErrorKind; readonly text: string };

/** What the host has told every screen. */
export interface Announcement {
  readonly text: string;
  /** When it came, by the server's clock. */
  readonly at: number;
}

/** A tap of this page that counts, and can still be taken back. */
export interface OwnTap {
  readonly player: number;
  readonly delta: number;
}

export type ActOutcome =
  | {
      readonly ok: true;
      readonly version: number;
      /** The players that the action made, in order, or the one that it was about. */
      readonly players: readonly number[];
    }
  | { readonly ok: false; readonly error: WireError };

/** What was cheered since the last time, by all together: emoji and how often. */
export type CheerCounts = readonly (readonly [emoji: string, count: number])[];

/** All that the room page shows, as one value. */
export interface RoomState {
  /** What this person sees: the confirmed board with their own pending taps on top. */
  readonly board: BoardView;
  /** Who the person is here; null until it is known. */
  readonly you: You | null;
  readonly link: Link;
  /** Taps made here that have no verdict yet. */
  readonly waiting: number;
  /** False where this browser keeps nothing: taps still count, but closing the page loses the waiting ones. */
  readonly durable: boolean;
  /** Why the server keeps no taps at the moment, and what becomes of them; null where it does, as far as is known. */
  readonly trouble: string | null;
  /** Clients in the room, this one included; null until the server has told. */
  readonly here: number | null;
  /** The round trip to the server and back, in milliseconds; null until measured. */
  readonly roundTripMs: number | null;
  readonly notice: Notice | null;
  readonly announcement: Announcement | null;
  /** What `undo-own` would take back; null where there is nothing, or its time is up. */
  readonly undoable: OwnTap | null;
}

/**
 * The client's one source of truth for a room. No framework in it; `lib/client/react` binds it to React.
 * Its functions need no `this`, so they may be handed on one by one.
 */
export interface RoomStore {
  readonly getState: () => RoomState;
  /** Calls `listener` after each change of the state; returns the unsubscribe. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Adds `delta` to the player's score: shown at once, kept durably, then sent. */
  readonly tap: (player: number, delta: number) => void;
  /**
   * Does what is no tap, once: without an answer it is asked again, once, on the next connection. It does not wait for a
   * connection for long, because what is done late may not be wanted any more. Never rejects.
   */
  readonly act: (action: Action) => Promise<ActOutcome>;
  /** Sends a cheer, if it can be sent now. It comes back with those of the others. */
  readonly cheer: (emoji: Cheer['emoji']) => void;
  /** Calls `listener` with each round of cheers; returns the unsubscribe. */
  readonly subscribeCheers: (listener: (counts: CheerCounts) => void) => () => void;
  /** Tells the person what did not work, and what to do about it. */
  readonly warn: (text: string) => void;
  readonly dismissNotice: () => void;
  readonly dismissAnnouncement: () => void;
  /** The server's clock, in milliseconds since the Unix epoch, as well as this page can tell. */
  readonly serverNow: () => number;
  /** Opens the outbox and connects. */
  readonly start: () => void;
  /** Lets go of everything; what waits stays in the outbox. May be called twice, and be followed by another start. */
  readonly close: () => void;
}
