import type { IncomingMessage, ServerResponse } from 'node:http';
import { cameSecurely, deviceCookie, readDeviceCookie } from '../access/cookies.ts';
import { createSecret } from '../access/secret.ts';

/**
 * Makes a browser that asks for a page a device, where it is none yet: by then it has a name under which it can claim a
 * player. A good cookie is left as it is; one that is malformed, or there twice, gives way to a new one.
 */
export function giveDevice(
  request: IncomingMessage,
  response: ServerResponse,
  publicUrl: string | null,
): void {
  if (!asksForPage(request)) return;
  const { headers } = request;
  const read = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const isSecure = cameSecurely(read, publicUrl);
  if (readDeviceCookie(headers.cookie, isSecure) !== null) return;
  response.appendHeader('set-cookie', deviceCookie(createSecret(), isSecure));
  // An answer that makes one browser a device must not be given to another one.
  response.setHeader('cache-control', 'private, no-cache');
}

function asksForPage({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'GET' || /^\/(_next|api)\//.test(url)) return false;
  return headers.accept?.includes('text/html') === true;
}
