import type { IncomingMessage, ServerResponse } from 'node:http';
import { wireError } from '#lib/protocol/errors.ts';
import { refuse } from './refuse.ts';

/**
 * Answers a request whose target cannot be read (`*`, a broken percent sign, …) and returns true; returns false for any
 * other. Behind this, such targets are errors that nobody has a good answer to.
 */
export function refuseUnreadableTarget(
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (path.startsWith('/') && isDecodable(path)) return false;
  refuse(request, response, {
    error: wireError('invalid_message', { message: 'The address cannot be read.' }),
  });
  return true;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
