import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cameSecurely } from '../access/cookies.ts';
import { pagePolicy, securityHeaders } from './security-headers.ts';

/** Puts the headers on an answer that any answer has. */
export function secure(
  request: IncomingMessage,
  response: ServerResponse,
  publicUrl: string | null,
): void {
  const read = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  response.setHeaders(new Map(securityHeaders(cameSecurely(read, publicUrl))));
}

/** Gives a page its policy. Next takes the nonce for its own scripts from the header of the request. */
export function giveNonce(request: IncomingMessage, response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = pagePolicy({ nonce, host: request.headers.host });
  request.headers['content-security-policy'] = policy;
  response.setHeader('content-security-policy', policy);
}
