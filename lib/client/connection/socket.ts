/** What happens on one socket. Nothing comes after `ended`. */
export interface SocketEvents {
  /** The code that makes sockets is here, and the attempt begins: from now on it can be late. */
  opening(): void;
  connected(): void;
  received(event: string, payload: unknown): void;
  /** `refusal` is the reason that the server gave for not letting it in, as it came; undefined where there is none. */
  ended(refusal?: unknown): void;
}

/** One attempt at a connection, from opening to its end. It never reconnects by itself. */
export interface RoomSocket {
  /** Sends now or never: nothing is kept for later. `answered` may never be called. */
  send(event: string, payload: unknown, answered: (answer: unknown) => void): void;
  /** Ends it without a call of `ended`. May be called twice. */
  close(): void;
}

export interface SocketFactory {
  /** Fetches the code early, so that it is there when a socket is opened. */
  preload(): void;
  open(events: SocketEvents): RoomSocket;
}
