import type { IncomingMessage, ServerResponse } from 'node:http';
import { wireError } from '#lib/protocol/errors.ts';
import { notedAddress } from '../http/note-sender.ts';
import { refuse } from '../http/refuse.ts';
import type { Metrics } from './metrics.ts';
import { mayReadMetrics } from './metrics-access.ts';

export interface MetricsOptions {
  readonly metrics: Pick<Metrics, 'registry'>;
  /** Whoever has it may read; null: whoever is in a private network. */
  readonly token: string | null;
  readonly onBug: (error: unknown) => void;
}

const FORWARDED: ReadonlySet<string> = new Set(['forwarded', 'x-forwarded-for', 'x-real-ip']);
const NOT_FOR_YOU = wireError('not_allowed', {
  message: 'Figures are for private networks; or set METRICS_TOKEN, and send it as a bearer token.',
});
const TOKEN_NEEDED = wireError('unauthorized', {
  message: 'Send METRICS_TOKEN as "Authorization: Bearer …".',
});

/** Answers `/metrics` in Prometheus' text format; returns false for anything else. Who sent it must have been noted. */
export function handleMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, token, onBug }: MetricsOptions,
): boolean {
  if (request.url?.split('?', 1)[0] !== '/metrics') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const error = wireError('method_not_allowed', { message: 'Here you can use GET and HEAD.' });
    refuse(request, response, { error, headers: { allow: 'GET, HEAD' } });
    return true;
  }
  const asker = {
    peer: request.socket.remoteAddress ?? '',
    sender: notedAddress(request),
    isForwarded: isForwarded(request),
    authorization: request.headers.authorization,
  };
  if (!mayReadMetrics(asker, token)) {
    refuse(request, response, { error: token === null ? NOT_FOR_YOU : TOKEN_NEEDED });
    return true;
  }
  metrics.registry.metrics().then(
    (text) => {
      const type = metrics.registry.contentType;
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(text);
    },
    (error: unknown) => {
      onBug(error);
      refuse(request, response, { error: wireError('internal') });
    },
  );
  return true;
}

/** As it came: by now the headers hold what is believed. */
function isForwarded({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.some((text, index) => index % 2 === 0 && FORWARDED.has(text.toLowerCase()));
}
