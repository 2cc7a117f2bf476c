import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, type WireError } from '#lib/protocol/errors.ts';
import { REFUSAL_PAGE_POLICY, refusalPage } from './refusal-page.ts';

export interface Refusal {
  readonly error: WireError;
  /** @default the error's own */
  readonly status?: number | undefined;
  readonly headers?: OutgoingHttpHeaders | undefined;
}

/** Answers a request that gets no further: in words to somebody who asks for a page, to programs as a problem document. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const isPage = request.headers.accept?.includes('text/html') === true;
  const { status, headers, body } = answerOf(refusal, isPage);
  // What is left of a body is not waited for.
  if (request.method !== 'GET' && request.method !== 'HEAD') headers['connection'] = 'close';
  response.writeHead(status, headers);
  response.end(body);
}

/** The same for a request to upgrade: the answer, then the end. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { status, headers, body } = answerOf(refusal, false);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${lines.join('')}content-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function answerOf(refusal: Refusal, isPage: boolean) {
  const { title, status: own } = ERRORS[refusal.error.kind];
  const { message, ...rest } = refusal.error;
  const { status = own } = refusal;
  const headers: OutgoingHttpHeaders = { 'cache-control': 'no-store', ...refusal.headers };
  const { retryAfterMs } = rest;
  const isRetried = retryAfterMs !== undefined;
  if (isRetried) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1_000));
  if (isPage) {
    headers['content-type'] = 'text/html; charset=utf-8';
    headers['content-security-policy'] = REFUSAL_PAGE_POLICY;
    if (isRetried) headers['refresh'] = headers['retry-after'];
    return { status, headers, body: refusalPage({ title, message, isRetried }) };
  }
  headers['content-type'] = 'application/problem+json';
  const problem = { type: 'about:blank', title, status, detail: message, ...rest };
  return { status, headers, body: JSON.stringify(problem) };
}
