import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { wireError } from '#lib/protocol/errors.ts';
import { handleHealth } from '../http/health.ts';
import { refuse, refuseUpgrade, type Refusal } from '../http/refuse.ts';

const STARTING: Refusal = {
  error: wireError('storage_unavailable', {
    message: 'The server is starting, and waits for its database. Try again in a moment.',
    retryAfterMs: 2_000,
  }),
};

/**
 * Answers for a server whose storage is not there yet: it lives, it is not ready, and everybody else is to come again. Returns
 * how to stop that.
 */
export function answerWhileStarting(http: Server): () => void {
  const unready = () => Promise.resolve('storage');
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (!handleHealth(request, response, { unready })) refuse(request, response, STARTING);
  };
  const onUpgrade = (_: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    refuseUpgrade(socket, STARTING);
  };
  http.on('request', onRequest);
  http.on('upgrade', onUpgrade);
  return () => {
    http.off('request', onRequest);
    http.off('upgrade', onUpgrade);
  };
}
