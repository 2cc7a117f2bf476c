import { ERRORS, type WireError } from '#lib/protocol/errors.ts';

/** An error as an RFC 9457 problem document. `kind` is the same as over the socket. */
export function problemResponse(error: WireError, headers: HeadersInit = {}): Response {
  const { status, title } = ERRORS[error.kind];
  const { message, ...rest } = error;
  const body = { type: 'about:blank', title, status, detail: message, ...rest };
  const response = Response.json(body, { status, headers });
  response.headers.set('content-type', 'application/problem+json');
  response.headers.set('cache-control', 'no-store');
  if (error.retryAfterMs !== undefined) {
    response.headers.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  }
  return response;
}
