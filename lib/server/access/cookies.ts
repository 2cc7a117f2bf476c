import { isSecret } from './secret.ts';

/** More than any browser keeps for one site that is ours; nothing in such a header is looked at. */
const MAX_HEADER_LENGTH = 8_192;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Reads one header; undefined where it is missing. */
export type ReadHeader = (name: string) => string | null | undefined;

/**
 * A cookie by its full name. A browser sends each name once: where it comes twice, one of them was planted by another path
 * or subdomain, and which one cannot be told; so neither is believed.
 */
export function readCookie(header: string | null | undefined, name: string): string | null {
  if (header === null || header === undefined || header.length > MAX_HEADER_LENGTH) return null;
  let found: string | null = null;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1 || part.slice(0, equals).trim() !== name) continue;
    if (found !== null) return null;
    found = part.slice(equals + 1).trim();
  }
  return found;
}

/** The name under which a cookie is kept: over https with the prefix that no other host and no plain page can write. */
export function cookieName(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name;
}

/** The name of the device's cookie, before the prefix that https gives it. */
export const DEVICE_COOKIE = 'scoreroom_device';

/** The secret of the device, or null where the cookie is missing, double or malformed. */
export function readDeviceCookie(
  header: string | null | undefined,
  isSecure: boolean,
): string | null {
  const secret = readCookie(header, cookieName(DEVICE_COOKIE, isSecure));
  return secret !== null && isSecret(secret) ? secret : null;
}

/** A `Set-Cookie` that makes the browser this device. Lax: it must come along when somebody follows a link to a board. */
export function deviceCookie(secret: string, isSecure: boolean): string {
  const name = cookieName(DEVICE_COOKIE, isSecure);
  const secure = isSecure ? '; Secure' : '';
  return `${name}=${secret}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/** Whether a request came by https. Only what a trusted proxy says of it has been left in the headers. */
export function cameSecurely(read: ReadHeader, publicUrl: string | null): boolean {
  if (publicUrl?.startsWith('https:') === true) return true;
  return read('x-forwarded-proto')?.split(',', 1)[0]?.trim() === 'https';
}
