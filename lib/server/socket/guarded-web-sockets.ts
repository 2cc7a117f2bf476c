import { WebSocketServer, type ServerOptions } from 'ws';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import { notedAddress } from '../http/note-sender.ts';
import { GuardedWebSocket, type FrameGuard } from './guarded-web-socket.ts';

type Upgrade = Parameters<WebSocketServer['handleUpgrade']>;

/** What `ws` has and its types do not know. A message of many small pieces costs far more memory than its bytes. */
const BOUNDS = {
  maxFragments: SERVER_LIMITS.fragments,
  maxBufferedChunks: 1_024,
  // Past the meter, which counts pings as well and knows whose they are.
  maxPendingAutoPongs: 2 * SERVER_LIMITS.packetBurst,
  /** How long a close may take; then the line is cut. */
  closeTimeout: 1_000,
};

/**
 * The WebSocket engine for Engine.IO, which makes one and hands it no options of ours: bounds the pieces of a message, and
 * meters frames of every kind. Engine.IO sees neither pings nor pongs of WebSockets, nor what comes after a close.
 */
export function guardedWebSockets(guard: FrameGuard): typeof WebSocketServer {
  return class extends WebSocketServer {
    constructor(options?: ServerOptions) {
      super({ ...options, ...BOUNDS, WebSocket: GuardedWebSocket });
    }

    override handleUpgrade(...[request, socket, head, done]: Upgrade): void {
      const address = notedAddress(request);
      super.handleUpgrade(request, socket, head, (client, upgraded) => {
        (client as GuardedWebSocket).guard(guard, address);
        done(client, upgraded);
      });
    }
  } as typeof WebSocketServer;
}
