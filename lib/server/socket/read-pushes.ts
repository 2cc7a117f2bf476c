import type { Socket as EngineSocket, Transport } from 'engine.io';
import { acknowledge } from './direct-line.ts';

/**
 * Socket.IO's packet of an event with an acknowledgement, and the event that comes by the thousand. Whoever writes it
 * otherwise is read by Socket.IO.
 */
const PUSH = /^2(\d{1,10})(?=\["push",)/;

/** What Engine.IO reads from a transport. */
interface Packet {
  readonly type: string;
  readonly data?: unknown;
}

/** Takes the arguments of an event as Socket.IO would give them: payloads, then the acknowledgement. */
export type Receive = (args: readonly unknown[]) => void;

/**
 * Reads pushes that come over a WebSocket before Socket.IO does, which would take them apart and put them together again in
 * as many steps as a rare event deserves. All that is no push in its plain form is left to it.
 */
export function readPushes(connection: EngineSocket, receive: Receive): void {
  const { transport } = connection;
  if (transport.name === 'websocket') readFrom(transport, connection, receive);
  else connection.once('upgrade', (upgraded: Transport) => readFrom(upgraded, connection, receive));
}

function readFrom(transport: Transport, connection: EngineSocket, receive: Receive): void {
  const line = transport as unknown as { onPacket(packet: Packet): void };
  const onPacket = line.onPacket.bind(transport);
  line.onPacket = (packet) => {
    const args = connection.readyState === 'open' ? argumentsOf(packet, connection) : null;
    if (args === null) onPacket(packet);
    else receive(args);
  };
}

function argumentsOf({ type, data }: Packet, connection: EngineSocket): unknown[] | null {
  if (type !== 'message' || typeof data !== 'string') return null;
  const id = PUSH.exec(data)?.[1];
  if (id === undefined) return null;
  try {
    const [, ...args] = JSON.parse(data.slice(1 + id.length)) as unknown[];
    return [...args, (answer: unknown) => acknowledge(connection, id, answer)];
  } catch {
    // Socket.IO closes connections that send what is no JSON.
    return null;
  }
}
