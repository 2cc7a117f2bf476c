import type { BoardView } from '#lib/board/view.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import type { Link } from '../connection/link.ts';

export type { Link };

export type Notice =
  /** Words from the server or the host. */
  | { readonly kind: 'message'; readonly text: string }
  /** Taps of this person that will not count, and why. */
  | { readonly kind: 'refused'; readonly reason: RefusalKind; readonly count: number }
  /** The server will not have this page any more (the room is gone, the protocol has changed, …): reload or leave. */
  | { readonly kind: 'stopped'; readonly text: string };

/** All that the room page shows, as one value. */
export interface RoomState {
  /** What this person sees: the confirmed board with their own pending taps on top. */
  readonly board: BoardView;
  readonly link: Link;
  /** Taps made here that have no verdict yet. */
  readonly waiting: number;
  /** False where this browser keeps nothing: taps still count, but closing the page loses the waiting ones. */
  readonly durable: boolean;
  /** Clients in the room, this one included; null until the server has told. */
  readonly here: number | null;
  /** The round trip to the server and back, in milliseconds; null until measured. */
  readonly roundTripMs: number | null;
  readonly notice: Notice | null;
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
  readonly dismissNotice: () => void;
  /** The server's clock, in milliseconds since the Unix epoch, as well as this page can tell. */
  readonly serverNow: () => number;
  /** Opens the outbox and connects. */
  readonly start: () => void;
  /** Lets go of everything; what waits stays in the outbox. May be called twice, and be followed by another start. */
  readonly close: () => void;
}
