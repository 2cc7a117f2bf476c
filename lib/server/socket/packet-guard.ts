import type { Socket as EngineSocket, Transport } from 'engine.io';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';
import { cutOff, webSocketOf } from './guarded-web-sockets.ts';

/** Between two packets in the body of a polling request. */
const SEPARATOR = '\x1e';
/** Socket.IO packets that announce binary parts: the protocol has none, and each would be kept until they come. */
const BINARY_EVENT = '5';
const BINARY_ACK = '6';
/** A CONNECT to the main namespace, which may be named. */
const CONNECT = /^0(?!\/[^,])/;

interface Packet {
  readonly type: string;
  readonly data?: unknown;
}

export interface PacketGuardOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hears that the connection is cut off because it sends too much. */
  readonly onFlood: () => void;
}

/**
 * Watches all that one Engine.IO connection sends before Socket.IO looks at it, and cuts it off where it floods or does
 * what no client of this protocol has reason to do. What is cut this way has lost nothing: taps stay in its outbox.
 */
export class PacketGuard {
  readonly #connection: EngineSocket;
  readonly #packets: TokenBucket;
  readonly #onFlood: () => void;
  #strangeNamespaces = 0;
  #hasConnected = false;

  constructor(connection: EngineSocket, { clock, onFlood }: PacketGuardOptions) {
    this.#connection = connection;
    this.#onFlood = onFlood;
    const { packetsPerSecond: perSecond, packetBurst: burst } = LIMITS;
    this.#packets = new TokenBucket({ perSecond, burst }, clock);
    connection.on('packet', (packet: Packet) => this.#see(packet));
  }

  /** Counts a request or packet; returns whether the connection may go on. */
  take(): boolean {
    if (this.#packets.take(1) === 0) return true;
    this.#flood();
    return false;
  }

  #see({ type, data }: Packet): void {
    if (!this.take() || type !== 'message') return;
    if (typeof data !== 'string' || data.startsWith(BINARY_EVENT) || data.startsWith(BINARY_ACK)) {
      this.cut();
    } else if (CONNECT.test(data)) {
      // Socket.IO would make a socket of each one that comes before it has looked at the first.
      if (this.#hasConnected) this.#flood();
      this.#hasConnected = true;
    } else if (data.startsWith('/', 1)) {
      // Socket.IO answers each with an error; there is only the main namespace.
      this.#strangeNamespaces += 1;
      if (this.#strangeNamespaces > LIMITS.badMessages) this.#flood();
    }
  }

  #flood(): void {
    this.#onFlood();
    this.cut();
  }

  /** Ends the connection at once, whatever it still has to say. */
  cut(): void {
    const webSocket = webSocketOf(this.#connection.transport);
    if (webSocket !== null) cutOff(webSocket, 'Too many packets, or none that this server takes.');
    this.#connection.close(true);
  }
}

/** Lets a polling transport refuse a body with too many packets before any of them is read. */
export function boundPolling(transport: Transport): void {
  const polling = transport as unknown as {
    onData(data: unknown): void;
    onError(reason: string): void;
  };
  const onData = polling.onData.bind(transport);
  polling.onData = (data) => {
    if (typeof data === 'string' && holdsMoreThan(data, LIMITS.packetsPerPost)) {
      // Engine.IO closes the connection, and with it the request.
      polling.onError('too many packets in one request');
    } else onData(data);
  };
}

function holdsMoreThan(body: string, packets: number): boolean {
  let at = -1;
  for (let count = 0; count < packets; count += 1) {
    at = body.indexOf(SEPARATOR, at + 1);
    if (at === -1) return false;
  }
  return true;
}
