import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as Engine } from 'engine.io';
import { Server } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '#lib/protocol/events.ts';
import { SOCKET_PATH } from '#lib/protocol/events.ts';
import { LIMITS, TIMINGS } from '#lib/protocol/limits.ts';
import type { OriginPolicy } from '../http/origin.ts';

export type ScoreroomServer = Server<ClientToServerEvents, ServerToClientEvents>;

export interface SocketServer {
  readonly io: ScoreroomServer;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Whether a request is for the socket server. */
export function isSocketRequest(request: IncomingMessage): boolean {
  return request.url?.startsWith(SOCKET_PATH) === true;
}

/** Socket.IO on an engine of our own, so that one dispatcher owns requests and upgrades, and nobody else listens for them. */
export function createSocketServer(origins: OriginPolicy): SocketServer {
  const engine = new Engine({
    transports: ['websocket', 'polling'],
    allowEIO3: false,
    maxHttpBufferSize: LIMITS.frameBytes,
    pingInterval: TIMINGS.pingIntervalMs,
    pingTimeout: TIMINGS.pingTimeoutMs,
    perMessageDeflate: false,
    httpCompression: false,
    cookie: false,
    ...(origins.allowedOrigins.length > 0 && { cors: { origin: [...origins.allowedOrigins] } }),
    allowRequest: (request, decide) => {
      if (origins.allows(request.headers)) decide(null, true);
      else decide('This origin may not connect.', false);
    },
  });
  const io: ScoreroomServer = new Server({
    serveClient: false,
    connectTimeout: TIMINGS.connectTimeoutMs,
    cleanupEmptyChildNamespaces: true,
  });
  io.bind(engine);
  return {
    io,
    // Engine.IO adds `_query` to the request by itself.
    handleRequest: (request, response) => engine.handleRequest(request, response),
    handleUpgrade: (request, socket, head) => engine.handleUpgrade(request, socket, head),
  };
}
