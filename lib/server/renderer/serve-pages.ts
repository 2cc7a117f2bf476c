import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FromRenderer, ToRenderer } from './messages.ts';
import { setPageSource } from './page-source.ts';
import { RemotePageSource } from './remote-page-source.ts';
import { removePlace } from './renderer-place.ts';

/** What the server puts on top of the headers that it takes itself: the policy, twice. */
const MAX_HEADER_BYTES = 32_768;

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The renderer's end: makes pages for the server that has started this process, and goes when that goes, however it does.
 * It keeps nothing, so it may end at any moment.
 */
export async function servePages(
  place: string,
  prepare: (http: Server) => Promise<Handle>,
): Promise<void> {
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
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(place, resolve));
  say({ type: 'ready' });
}
