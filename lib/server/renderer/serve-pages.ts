import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { Turnstile } from '../access/turnstile.ts';
import { notedRequestId } from '../http/request-id.ts';
import type { FromRenderer, ToRenderer } from './messages.ts';
import { askerOf, setPageSource, VISIT_HEADER, type VisitedRoom } from './page-source.ts';
import { RemotePageSource } from './remote-page-source.ts';
import { renderInMemory, type Handle } from './render-in-memory.ts';
import { removePlace } from './renderer-place.ts';
import { sendSharedPage } from './send-shared-page.ts';
import { sharedCodeOf, SharedPages } from './shared-pages.ts';
import { warmUp } from './warm-up.ts';

/** What the server puts on top of the headers that it takes itself: the policy, twice. */
const MAX_HEADER_BYTES = 32_768;

/** Pages that nobody shares: one is made while another waits for its data. */
const TURNS = { atOnce: 2, maxWaiting: 10_000 };

export interface ServedPages {
  /** Where the server asks. */
  readonly place: string;
  /** Gets ready, and returns what makes pages. */
  readonly prepare: (http: Server) => Promise<Handle>;
  /** Hears of errors, and of the request that met one. */
  readonly onError: (error: unknown, about?: { readonly requestId: string }) => void;
  /** Whether pages are made for practice once it is ready. @default false */
  readonly isWarmedUp?: boolean;
}

/**
 * The renderer's end: makes pages for the server that has started this process, and goes when that goes, however it does.
 * It keeps nothing, so it may end at any moment.
 */
export async function servePages({
  place,
  prepare,
  onError,
  isWarmedUp = false,
}: ServedPages): Promise<void> {
  const leave = () => {
    removePlace(place);
    process.exit(0);
  };
  if (!process.connected) leave();
  process.on('disconnect', leave);
  // A signal that reaches the whole group, as Ctrl-C does, is the server's affair: it still has pages to finish.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const say = (message: FromRenderer) => void process.send?.(message);
  const source = new RemotePageSource(say);
  process.on('message', (message: ToRenderer) => source.hear(message));
  setPageSource(source);

  const http = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    // The server at the other end has its own patience, and lines to it are kept.
    keepAliveTimeout: 0,
    headersTimeout: 0,
    requestTimeout: 0,
  });
  const handle = await prepare(http);
  const turnstile = new Turnstile(TURNS);
  const shared = new SharedPages({
    render: (request) => renderInMemory(request, handle),
    lend: (visit, work) => source.lend(visit, work),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    delete request.headers[VISIT_HEADER];
    const code = sharedCodeOf(request);
    const visit = code === null ? null : await visitOf(source, code, request);
    if (code === null || visit === null) {
      return turnstile.run(() => handle(request, response));
    }
    const page = await shared.page(code, visit);
    return sendSharedPage(request, response, page);
  };
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      onError(error, { requestId: notedRequestId(request) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(place, resolve));
  say({ type: 'ready' });
  if (isWarmedUp) await warmUp(shared).catch(onError);
}

/** Null where the server refuses: then the page says so, each for itself. */
async function visitOf(
  source: RemotePageSource,
  code: string,
  { headers }: IncomingMessage,
): Promise<VisitedRoom | null> {
  const get = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
  try {
    return await source.room(code, askerOf({ get }));
  } catch (error) {
    if (error instanceof ScoreroomError) return null;
    throw error;
  }
}
