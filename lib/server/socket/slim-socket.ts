import type { Connection, ScoreroomSocket } from './connection.ts';

/** What Socket.IO's socket has and its types keep to themselves; `idle-memory.test.ts` fails where it is otherwise. */
interface Internals {
  handshake: unknown;
  acks: Map<number, unknown>;
  _anyListeners: readonly unknown[];
  readonly conn: { request: unknown; receiver: unknown };
}

const FORGOTTEN = Object.freeze({ headers: {}, query: {}, auth: {} });
/** Nobody is asked for an acknowledgement, and their ids would be the whole server's. */
const ACKS = new Map<number, unknown>();
const HEAR = Object.freeze([
  function hear(this: ScoreroomSocket, event: string, ...args: unknown[]) {
    connectionOf(this).receive(event, args);
  },
]);

/**
 * Lets a connection hear what comes over its socket; and lets go of all that the socket has and we do not need: some
 * kilobytes for each of those who only look on, and their secrets among them.
 */
export function tie(socket: ScoreroomSocket, connection: Connection): void {
  socket.data = connection;
  const internals = socket as unknown as Internals;
  internals._anyListeners = HEAR;
  internals.acks = ACKS;
  internals.handshake = FORGOTTEN;
  internals.conn.request = null;
  internals.conn.receiver = connection;
  // The room of its own that each socket is in: nobody sends there.
  void socket.leave(socket.id);
}

/** The connection that a socket is tied to. */
export function connectionOf(socket: ScoreroomSocket): Connection {
  return socket.data as Connection;
}
