import { WebSocket, WebSocketServer, type ServerOptions } from 'ws';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';
import { notedAddress } from '../http/note-sender.ts';

/** RFC 6455: the other end has violated a policy. */
const POLICY_VIOLATION = 1008;
/** How long the reason may take to leave before the line of somebody who floods is cut. */
const CUT_MS = 100;

type Upgrade = Parameters<WebSocketServer['handleUpgrade']>;

/** What `ws` has and its types do not know. A message of many small pieces costs far more memory than its bytes. */
const BOUNDS = {
  maxFragments: LIMITS.fragments,
  maxBufferedChunks: 1_024,
  // Past the meter, which counts pings as well and knows whose they are.
  maxPendingAutoPongs: 2 * LIMITS.packetBurst,
  /** How long a close may take; then the line is cut. */
  closeTimeout: 1_000,
};

export interface GuardOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hears from which address a connection came that was cut off because it flooded. */
  readonly onFlood: (address: string) => void;
}

/**
 * The WebSocket engine for Engine.IO, which makes one and hands it no options of ours: bounds the pieces of a message, and
 * meters frames of every kind. Engine.IO sees neither pings nor pongs of WebSockets, nor what comes after a close.
 */
export function guardedWebSockets({ clock, onFlood }: GuardOptions): typeof WebSocketServer {
  return class extends WebSocketServer {
    constructor(options?: ServerOptions) {
      super({ ...options, ...BOUNDS });
    }

    override handleUpgrade(...[request, socket, head, done]: Upgrade): void {
      super.handleUpgrade(request, socket, head, (client, upgraded) => {
        meterFrames(client, { clock, onFlood: () => onFlood(notedAddress(request)) });
        done(client, upgraded);
      });
    }
  } as typeof WebSocketServer;
}

/** Ends a WebSocket, and reads nothing more of it: what is read of a flood costs as much as the flood itself. */
export function cutOff(client: WebSocket, reason: string): void {
  client.close(POLICY_VIOLATION, reason);
  client.pause();
  // What has been read already is still taken apart, but nobody looks at it.
  client.removeAllListeners('message');
  setTimeout(() => client.terminate(), CUT_MS).unref();
}

interface FrameMeter {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly onFlood: () => void;
}

/** The WebSocket that Engine.IO's transport is; null where it is another one. */
export function webSocketOf(transport: object): WebSocket | null {
  return 'socket' in transport && transport.socket instanceof WebSocket ? transport.socket : null;
}

function meterFrames(client: WebSocket, { clock, onFlood }: FrameMeter): void {
  const { packetsPerSecond: perSecond, packetBurst: burst } = LIMITS;
  const frames = new TokenBucket({ perSecond, burst }, clock);
  let isCut = false;
  const count = () => {
    if (isCut || frames.take(1) === 0) return;
    isCut = true;
    onFlood();
    cutOff(client, 'Too many frames: send fewer.');
    client.emit('error', new Error('too many frames'));
  };
  client.on('message', count);
  client.on('ping', count);
  client.on('pong', count);
  // After bad frames `ws` sends the reason, and goes on reading until that has timed out.
  client.once('error', () => setImmediate(() => cutOff(client, '')));
}
