import type { BoardView } from '#lib/board/view.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';

/** How this page stands to the server. `offline` is the browser's own word that there is no network. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'offline';

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

/** The client's one source of truth for a room. No framework in it; `lib/client/react` binds it to React. */
export interface RoomStore {
  getState(): RoomState;
  /** Calls `listener` after each change of the state; returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
  /** Adds `delta` to the player's score: shown at once, kept durably, then sent. */
  tap(player: number, delta: number): void;
  dismissNotice(): void;
  /** The server's clock, in milliseconds since the Unix epoch, as well as this page can tell. */
  serverNow(): number;
  /** Opens the outbox and connects. */
  start(): void;
  /** Lets go of everything; what waits stays in the outbox. May be called twice. */
  close(): void;
}
