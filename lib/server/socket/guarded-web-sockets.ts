import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';

/** RFC 6455: the other end has violated a policy. */
const POLICY_VIOLATION = 1008;

type Upgrade = Parameters<WebSocketServer['handleUpgrade']>;

/** What `ws` has and its types do not know. A message of many small pieces costs far more memory than its bytes. */
const BOUNDS = {
  maxFragments: LIMITS.fragments,
  maxBufferedChunks: 1_024,
  /** How long a close may take; then the line is cut. */
  closeTimeout: 1_000,
};

/**
 * The WebSocket engine for Engine.IO, which makes one and hands it no options of ours: bounds the pieces of a message, and
 * meters frames of every kind. Engine.IO sees neither pings nor pongs of WebSockets, nor what comes after a close.
 */
export function guardedWebSockets(clock: Pick<Clock, 'monotonic'>): typeof WebSocketServer {
  return class extends WebSocketServer {
    constructor(options?: ServerOptions) {
      super({ ...options, ...BOUNDS });
    }

    override handleUpgrade(...[request, socket, head, done]: Upgrade): void {
      super.handleUpgrade(request, socket, head, (client, upgraded) => {
        meterFrames(client, clock);
        done(client, upgraded);
      });
    }
  } as typeof WebSocketServer;
}

function meterFrames(client: WebSocket, clock: Pick<Clock, 'monotonic'>): void {
  const { packetsPerSecond: perSecond, packetBurst: burst } = LIMITS;
  const frames = new TokenBucket({ perSecond, burst }, clock);
  let isCut = false;
  const count = () => {
    if (isCut || frames.take(1) === 0) return;
    isCut = true;
    client.close(POLICY_VIOLATION, 'Too many frames: send fewer.');
    // What else it sends is not even read until the close has timed out.
    client.pause();
    client.emit('error', new Error('too many frames'));
  };
  client.on('message', count);
  client.on('ping', count);
  client.on('pong', count);
}
