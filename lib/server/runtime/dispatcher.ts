import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { wireError } from '#lib/protocol/errors.ts';
import { SOCKET_PATH } from '#lib/protocol/events.ts';
import { giveDevice } from '../http/give-device.ts';
import { handleHealth } from '../http/health.ts';
import { noteSender } from '../http/note-sender.ts';
import { refuse, type Refusal } from '../http/refuse.ts';
import { noteRequestId, pathOf } from '../http/request-id.ts';
import { refuseUnreadableTarget } from '../http/request-target.ts';
import { giveNonce, secure } from '../http/secure.ts';
import { handleMetrics } from '../metrics/handle-metrics.ts';
import type { RouteClass } from '../metrics/http-metrics.ts';
import type { DetailLog } from '../socket/connection.ts';
import { isSocketRequest } from '../socket/socket-server.ts';
import type { RunningRuntime } from './assemble.ts';
import type { Pages } from './pages.ts';

export interface Dispatcher {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface DispatcherOptions {
  readonly runtime: Pick<
    RunningRuntime,
    | 'sockets'
    | 'unready'
    | 'isLeaving'
    | 'requests'
    | 'onBug'
    | 'publicUrl'
    | 'limits'
    | 'origins'
    | 'metrics'
  >;
  readonly pages: Pages;
  /** Whoever has it may read the figures. @default whoever is in a private network may */
  readonly metricsToken?: string | null;
  /** @default a log that says nothing */
  readonly log?: DetailLog;
}

/** The one place where requests and upgrades part: sockets, health, and pages with everything else. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { runtime, pages, metricsToken: token = null, log = NO_LOG } = options;
  const { sockets, unready, onBug, publicUrl, limits, metrics } = runtime;
  const isDevelopment = pages.handleUpgrade !== null;
  // In development Next serves the files too, of which a page asks for dozens.
  const isUnmetered = ({ url = '', method }: IncomingMessage) =>
    method === 'OPTIONS' || (isDevelopment && FRAMEWORK.test(url));
  /** Counts a request and tells of it, once it is over. */
  const follow = (request: IncomingMessage, response: ServerResponse, requestId: string) => {
    const from = performance.now();
    const { method } = request;
    const path = pathOf(request);
    response.once('close', () => {
      const ms = performance.now() - from;
      const status = response.headersSent ? response.statusCode : null;
      const route = routeOf(path);
      metrics.http.answered(route, status, ms);
      log.debug({ requestId, route, method, path, status, ms }, 'request');
    });
  };
  return {
    onRequest(request, response) {
      const requestId = noteRequestId(request, response);
      follow(request, response, requestId);
      const address = noteSender(request, limits.senderOf);
      secure(request, response, publicUrl);
      if (isSocketRequest(request)) sockets.handleRequest(request, response);
      else if (
        pages.files?.handle(request, response) !== true &&
        !refuseUnreadableTarget(request, response) &&
        !handleHealth(request, response, { unready }) &&
        !handleMetrics(request, response, { metrics, token, onBug })
      ) {
        const refusal = isUnmetered(request) ? null : refusalOf(runtime, request, address);
        if (refusal !== null) {
          refuse(request, response, refusal);
          return;
        }
        runtime.requests.add(response);
        giveDevice(request, response, publicUrl);
        // Hot reload evaluates what it loads, which no page of production does.
        if (!isDevelopment && mayHoldScripts(request)) giveNonce(request, response);
        pages.handle(request, response).catch((error: unknown) => {
          onBug(error, { requestId });
          if (!response.headersSent) response.writeHead(500);
          response.end();
        });
      }
    },
    onUpgrade(request, socket, head) {
      // Until an upgrade is taken nobody else listens, and an unheard error would end the process.
      socket.on('error', () => socket.destroy());
      noteRequestId(request);
      noteSender(request, limits.senderOf);
      if (isSocketRequest(request)) sockets.handleUpgrade(request, socket, head);
      else if (pages.handleUpgrade !== null) {
        pages.handleUpgrade(request, socket, head).catch(onBug);
      } else socket.destroy();
    },
  };
}

/** Whether the answer may be a page, as far as can be told before it is made. */
function mayHoldScripts({ url = '' }: IncomingMessage): boolean {
  return !API.test(url);
}

const NO_LOG: DetailLog = { debug: () => undefined };

/** By how it is written, not by what answered it: a page that was refused was asked for as a page. */
function routeOf(path: string): RouteClass {
  if (path.startsWith(SOCKET_PATH)) return 'socket';
  if (API.test(path)) return 'api';
  if (OWN.has(path)) return 'health';
  return FILE.test(path) ? 'file' : 'page';
}

const OWN: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
/** What the build has made: see `StaticFiles`. */
const FILE = /^\/(?:_next\/|icon\.|favicon\.|manifest\.)/;
const FRAMEWORK = /^\/_next\//;
const API = /^\/api\//;
/** What reads a lot and can wait: the admin's pages and lists, logs, archives. */
const EXPORT = /^\/(?:admin|api\/v1\/admin|api\/v1\/rooms\/[^/]+\/(?:log|archives))(?:[/?.]|$)/;

/** What keeps a line open is to go elsewhere. */
const LEAVING: Refusal = {
  error: wireError('draining', { retryAfterMs: 2_000 }),
  headers: { connection: 'close' },
};

/** Refuses here what would cost a hundred times as much behind this. */
function refusalOf(
  { limits, origins, isLeaving }: DispatcherOptions['runtime'],
  { url = '', method, headers }: IncomingMessage,
  address: string,
): Refusal | null {
  if (isLeaving()) return LEAVING;
  const refused =
    (API.test(url) ? limits.refuseRequest(address) : limits.refusePage(address)) ??
    (method === 'GET' && EXPORT.test(url) ? limits.refuseExport() : null);
  const { origin } = headers;
  if (refused === null || origin === undefined || !origins.allowedOrigins.includes(origin)) {
    return refused;
  }
  // A page of an allowed origin is to read why.
  return { ...refused, headers: { 'access-control-allow-origin': origin, vary: 'Origin' } };
}
