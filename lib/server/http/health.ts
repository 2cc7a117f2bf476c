import type { IncomingMessage, ServerResponse } from 'node:http';

export interface HealthOptions {
  /** Names the part that cannot serve, or null where all can. */
  readonly unready: () => Promise<string | null>;
}

/** Answers `/healthz` (the process lives) and `/readyz` (it can serve); returns false for anything else. */
export function handleHealth(
  request: IncomingMessage,
  response: ServerResponse,
  { unready }: HealthOptions,
): boolean {
  const path = request.url?.split('?', 1)[0];
  if (path === '/healthz') {
    send(response, 200, 'ok');
    return true;
  }
  if (path === '/readyz') {
    unready().then(
      (part) => send(response, part === null ? 200 : 503, part ?? 'ok'),
      () => send(response, 503, 'unknown'),
    );
    return true;
  }
  return false;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
