import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export const REQUEST_ID_HEADER = 'x-request-id';

/** What a proxy or a program may call a request; anything else is called anew, so that a log stays readable. */
const SANE = /^[\w.-]{1,64}$/;
/** Longer than any of ours. */
const MAX_PATH = 200;

/**
 * Gives a request the id by which all that is said about it can be found: the one that it brought, or a new one. The answer
 * names it, and so does whoever reports that something went wrong.
 */
export function noteRequestId(request: IncomingMessage, response?: ServerResponse): string {
  const { headers } = request;
  const brought = headers[REQUEST_ID_HEADER];
  const id = typeof brought === 'string' && SANE.test(brought) ? brought : randomUUID();
  headers[REQUEST_ID_HEADER] = id;
  response?.setHeader(REQUEST_ID_HEADER, id);
  return id;
}

/** The id that {@link noteRequestId} has noted. */
export function notedRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return String(headers[REQUEST_ID_HEADER] ?? '');
}

/** Where a request goes, for a log: what stands behind the path may be a secret that does not belong there. */
export function pathOf({ url = '' }: Pick<IncomingMessage, 'url'>): string {
  return url.split('?', 1)[0]?.slice(0, MAX_PATH) ?? '';
}
