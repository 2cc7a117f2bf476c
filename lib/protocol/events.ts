import type { WireError } from './wire-error.ts';
import type {
  Act,
  ActAck,
  Cheer,
  ClockAck,
  Delta,
  Drain,
  Join,
  JoinAck,
  Message,
  MessageAck,
  Presence,
  Pulse,
  Push,
  PushAck,
  Snapshot,
  Sync,
  SyncAck,
  You,
} from './messages.ts';

/** Socket.IO events by name, with one payload and one acknowledgement each. */
export interface ClientToServerEvents {
  join(payload: Join, ack: (answer: JoinAck) => void): void;
  push(payload: Push, ack: (answer: PushAck) => void): void;
  act(payload: Act, ack: (answer: ActAck) => void): void;
  sync(payload: Sync, ack: (answer: SyncAck) => void): void;
  clock(payload: Record<string, never>, ack: (answer: ClockAck) => void): void;
  message(payload: Cheer, ack: (answer: MessageAck) => void): void;
}

export interface ServerToClientEvents {
  delta(payload: Delta): void;
  snapshot(payload: Snapshot): void;
  pulse(payload: Pulse): void;
  presence(payload: Presence): void;
  message(payload: Message): void;
  /** Who this connection is has changed: its player was claimed, released, merged or removed. */
  you(payload: You): void;
  problem(payload: WireError): void;
  drain(payload: Drain): void;
}

/** The path of the Engine.IO endpoint. */
export const SOCKET_PATH = '/socket.io/';
