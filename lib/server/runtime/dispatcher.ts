import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { wireError } from '#lib/protocol/errors.ts';
import { giveDevice } from '../http/give-device.ts';
import { handleHealth } from '../http/health.ts';
import { noteSender } from '../http/note-sender.ts';
import { refuse, type Refusal } from '../http/refuse.ts';
import { refuseUnreadableTarget } from '../http/request-target.ts';
import { giveNonce, secure } from '../http/secure.ts';
import { isSocketRequest } from '../socket/socket-server.ts';
import type { Pages } from './pages.ts';
import type { RunningRuntime } from './assemble.ts';

export interface Dispatcher {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface DispatcherOptions {
  readonly runtime: Pick<
    RunningRuntime,
    'sockets' | 'unready' | 'isLeaving' | 'requests' | 'onBug' | 'publicUrl' | 'limits' | 'origins'
  >;
  readonly pages: Pages;
}

/** The one place where requests and upgrades part: sockets, health, and pages with everything else. */
export function createDispatcher({ runtime, pages }: DispatcherOptions): Dispatcher {
  const { sockets, unready, onBug, publicUrl, limits } = runtime;
  const isDevelopment = pages.handleUpgrade !== null;
  // In development Next serves the files too, of which a page asks for dozens.
  const isUnmetered = ({ url = '', method }: IncomingMessage) =>
    method === 'OPTIONS' || (isDevelopment && FRAMEWORK.test(url));
  return {
    onRequest(request, response) {
      const address = noteSender(request, limits.senderOf);
      secure(request, response, publicUrl);
      if (isSocketRequest(request)) sockets.handleRequest(request, response);
      else if (
        pages.files?.handle(request, response) !== true &&
        !refuseUnreadableTarget(request, response) &&
        !handleHealth(request, response, { unready })
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
          onBug(error);
          if (!response.headersSent) response.writeHead(500);
          response.end();
        });
      }
    },
    onUpgrade(request, socket, head) {
      // Until an upgrade is taken nobody else listens, and an unheard error would end the process.
      socket.on('error', () => socket.destroy());
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
