import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Socket as EngineSocket, type Transport } from 'engine.io';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';
import { notedAddress } from '../http/note-sender.ts';
import { acknowledge } from './direct-line.ts';
import { readPush } from './read-push.ts';
import { WebSocketTransport, webSocketOf, type TransportOwner } from './web-socket-transport.ts';

/** Socket.IO packets that announce binary parts: the protocol has none, and each would be kept until they come. */
const BINARY_EVENT = '5';
const BINARY_ACK = '6';
/** A CONNECT to the main namespace, which may be named. */
const CONNECT = /^0(?!\/[^,])/;
const PACKETS = { perSecond: SERVER_LIMITS.packetsPerSecond, burst: SERVER_LIMITS.packetBurst };
const ENGINE_PROTOCOL = 4;

type Packet = Parameters<TransportOwner['onPacket']>[0];

/** What Engine.IO's socket has and its types keep to themselves; `idle-memory.test.ts` fails where it is otherwise. */
interface Internals extends EventEmitter, TransportOwner {
  transport: Transport;
  readonly readyState: string;
  readonly upgrading: boolean;
  send(packet: string): unknown;
  setTransport(transport: Transport): void;
  clearTransport(): void;
  onClose(reason: string, description?: unknown): void;
  close(discard?: boolean): void;
}

const Base = EngineSocket as unknown as new (
  id: string,
  engine: unknown,
  transport: Transport,
  request: IncomingMessage,
  protocol: number,
) => Internals;

/** What all connections of a server have in common. */
export interface PacketGuard {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hears from which address a connection came that is cut off because it sends too much. */
  readonly onFlood: (address: string) => void;
  /** Hears that one has closed, before anybody who listens to it. */
  readonly onClosed: (connection: GuardedEngineSocket, id: string) => void;
}

/** Takes an event as Socket.IO would give it: its name, its payloads and the acknowledgement. */
interface Receiver {
  receive(event: string, args: readonly unknown[]): void;
}

export interface Handshake {
  readonly id: string;
  readonly engine: unknown;
  readonly transport: Transport;
  readonly request: IncomingMessage;
}

/**
 * An Engine.IO socket that looks at all it is sent before Socket.IO does, and cuts itself off where it floods or does what
 * no client of this protocol has reason to do. What is cut this way has lost nothing: taps stay in its outbox.
 */
export class GuardedEngineSocket extends Base {
  /** Who takes pushes as events; null before CONNECT. */
  receiver: Receiver | null = null;
  readonly #guard: PacketGuard;
  readonly #id: string;
  readonly #address: string;
  #packets: TokenBucket | null = null;
  #strangeNamespaces = 0;
  #hasConnected = false;

  constructor({ id, engine, transport, request }: Handshake, guard: PacketGuard) {
    super(id, engine, transport, request, ENGINE_PROTOCOL);
    this.#guard = guard;
    this.#id = id;
    this.#address = notedAddress(request);
  }

  /** Counts a request or packet; returns whether the connection may go on. */
  take(): boolean {
    this.#packets ??= new TokenBucket(PACKETS, this.#guard.clock);
    if (this.#packets.take(1) === 0) return true;
    this.#flood();
    return false;
  }

  /** Ends the connection at once, whatever it still has to say. */
  cut(): void {
    webSocketOf(this)?.cutOff('Too many packets, or none that this server takes.');
    this.close(true);
  }

  override setTransport(transport: Transport): void {
    if (transport instanceof WebSocketTransport) {
      this.transport = transport;
      transport.owner = this;
    } else super.setTransport(transport);
  }

  override clearTransport(): void {
    if (this.transport instanceof WebSocketTransport) this.transport.owner = null;
    super.clearTransport();
  }

  // Socket.IO would take a push apart and put it together again in as many steps as a rare event deserves.
  override onPacket(packet: Packet): void {
    if (!this.#mayPass(packet)) return;
    const { receiver } = this;
    const push = receiver === null || this.readyState !== 'open' ? null : readPush(packet.data);
    if (receiver === null || push === null) super.onPacket(packet);
    else {
      const acknowledged = (answer: unknown) => acknowledge(this, push.id, answer);
      receiver.receive('push', [...push.payloads, acknowledged]);
    }
  }

  override onClose(reason: string, description?: unknown): void {
    if (this.readyState !== 'closed') this.#guard.onClosed(this, this.#id);
    super.onClose(reason, description);
  }

  #mayPass({ type, data }: Packet): boolean {
    // Frames of a WebSocket have been counted, by the same measure.
    if (webSocketOf(this) === null && !this.take()) return false;
    if (type !== 'message') return true;
    if (typeof data !== 'string' || data.startsWith(BINARY_EVENT) || data.startsWith(BINARY_ACK)) {
      this.cut();
      return false;
    }
    if (CONNECT.test(data)) {
      // Socket.IO would make a socket of each one that comes before it has looked at the first.
      if (this.#hasConnected) return this.#flood();
      this.#hasConnected = true;
    } else if (data.startsWith('/', 1)) {
      // Socket.IO answers each with an error; there is only the main namespace.
      this.#strangeNamespaces += 1;
      if (this.#strangeNamespaces > SERVER_LIMITS.badMessages) return this.#flood();
    }
    return true;
  }

  #flood(): false {
    this.#guard.onFlood(this.#address);
    this.cut();
    return false;
  }
}
