import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ServerOptions } from 'engine.io';
import { Server } from 'socket.io';
import { wireError } from '#lib/protocol/errors.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '#lib/protocol/events.ts';
import { SOCKET_PATH } from '#lib/protocol/events.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { SERVER_LIMITS, SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { notedAddress } from '../http/note-sender.ts';
import type { OriginPolicy } from '../http/origin.ts';
import { refuse, refuseUpgrade, type Refusal } from '../http/refuse.ts';
import type { Limits } from '../limits/limits.ts';
import { GuardedEngine, type EngineGuard } from './guarded-engine.ts';
import { guardedWebSockets } from './guarded-web-sockets.ts';

export type ScoreroomServer = Server<ClientToServerEvents, ServerToClientEvents>;

export interface SocketServer {
  readonly io: ScoreroomServer;
  /** Who sent the request must have been noted by `noteSender`. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Lets nobody new in from now on, since this server is going away. Connections that are open stay so. */
  stopAdmitting(): void;
}

export interface SocketServerOptions {
  readonly origins: OriginPolicy;
  readonly limits: Pick<Limits, 'refuseHandshake' | 'connections' | 'flooded'>;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** Whether a request is for the socket server. */
export function isSocketRequest(request: IncomingMessage): boolean {
  return request.url?.startsWith(SOCKET_PATH) === true;
}

/** Socket.IO on an engine of our own, so that one dispatcher owns requests and upgrades, and nobody else listens for them. */
export function createSocketServer({ origins, limits, clock }: SocketServerOptions): SocketServer {
  const onFlood = (address: string) => limits.flooded(address);
  const guard: EngineGuard = {
    clock,
    onFlood,
    onOpened: (connection, request) => limits.connections.opened(connection, notedAddress(request)),
    onClosed: (connection) => limits.connections.closed(connection),
  };
  const options: ServerOptions = {
    transports: ['websocket', 'polling'],
    allowEIO3: false,
    maxHttpBufferSize: SERVER_LIMITS.frameBytes,
    pingInterval: SERVER_TIMINGS.pingIntervalMs,
    pingTimeout: SERVER_TIMINGS.pingTimeoutMs,
    perMessageDeflate: false,
    httpCompression: false,
    cookie: false,
    wsEngine: guardedWebSockets({ clock, onFlood }),
    ...(origins.allowedOrigins.length > 0 && { cors: { origin: [...origins.allowedOrigins] } }),
  };
  const engine = new GuardedEngine(options, guard);
  const io: ScoreroomServer = new Server({
    serveClient: false,
    connectTimeout: TIMINGS.connectTimeoutMs,
    cleanupEmptyChildNamespaces: true,
  });
  let isAdmitting = true;

  io.bind(engine);

  const refusalOf = (request: IncomingMessage, isUpgrade: boolean): Refusal | null => {
    if (!origins.allows(request.headers)) return { error: wireError('foreign_origin') };
    if (request.method === 'OPTIONS') return null;
    const { sid, version, transport } = queryOf(request);
    // Engine.IO finds out about these only when it has taken the upgrade.
    if (version !== '4' || (isUpgrade && transport !== 'websocket')) return NOT_OURS;
    if (sid !== null) {
      const connection = engine.connection(sid);
      if (connection?.take() === false) return TOO_MANY_PACKETS;
      if (Number(request.headers['content-length'] ?? 0) <= SERVER_LIMITS.frameBytes) return null;
      connection?.cut();
      return TOO_LARGE;
    }
    if (request.method !== 'GET') return null;
    if (!isAdmitting) return { error: wireError('draining', { retryAfterMs: 1_000 }) };
    return limits.refuseHandshake(notedAddress(request));
  };

  return {
    io,
    // Engine.IO adds `_query` to the request by itself.
    handleRequest(request, response) {
      const refusal = refusalOf(request, false);
      if (refusal === null) engine.handleRequest(request, response);
      else refuse(request, response, refusal);
    },
    handleUpgrade(request, socket, head) {
      const refusal = refusalOf(request, true);
      if (refusal === null) engine.handleUpgrade(request, socket, head);
      else refuseUpgrade(socket, refusal);
    },
    stopAdmitting() {
      isAdmitting = false;
    },
  };
}

const TOO_MANY_PACKETS: Refusal = {
  error: wireError('rate_limited', {
    message: 'This connection sends too much, and was closed. Connect again in a second.',
    retryAfterMs: 1_000,
  }),
};

const TOO_LARGE: Refusal = {
  error: wireError('too_large', {
    message: `A request has at most ${SERVER_LIMITS.frameBytes} bytes here. This connection was closed.`,
  }),
};

const NOT_OURS: Refusal = {
  error: wireError('invalid_message', {
    message: 'Speak Engine.IO 4 here: EIO=4, with transport=websocket or transport=polling.',
  }),
};

/** What a request asks Engine.IO for, read as Engine.IO reads it: of a name that stands there twice, the last. */
function queryOf(request: IncomingMessage) {
  const parameters = new URLSearchParams(request.url?.split('?', 2)[1] ?? '');
  const last = (name: string) => parameters.getAll(name).at(-1) ?? '';
  const sid = last('sid');
  // Without one it is a handshake.
  return { sid: sid === '' ? null : sid, version: last('EIO'), transport: last('transport') };
}
