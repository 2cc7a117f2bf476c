import type { Credentials } from './access.ts';
import {
  cameSecurely,
  cookieName,
  readCookie,
  readDeviceCookie,
  type ReadHeader,
} from './cookies.ts';
import { isSecret } from './secret.ts';

/** The name of the cookie of an admin's session, before the prefix that https gives it. */
export const ADMIN_COOKIE = 'scoreroom_admin';

/** Where the HTTP server puts the address that a request came from; whatever the sender wrote there is replaced. */
export const ADDRESS_HEADER = 'scoreroom-address';

/** Names under which a secret would stand in an address, where logs and histories keep it. */
const SECRET_PARAMETERS = ['key', 'hostKey', 'hostkey', 'token', 'access_token', 'pin'];

/** Whether an address carries something that must not stand in an address. */
export function hasSecretInQuery(parameters: URLSearchParams): boolean {
  return SECRET_PARAMETERS.some((name) => parameters.has(name));
}

/** What a request brings along. */
export function credentialsOf(
  read: ReadHeader,
  { publicUrl, address }: { readonly publicUrl: string | null; readonly address: string },
): Credentials {
  const isSecure = cameSecurely(read, publicUrl);
  const cookies = read('cookie');
  return {
    device: readDeviceHeader(read) ?? readDeviceCookie(cookies, isSecure),
    key: readBearer(read('authorization')),
    admin: readCookie(cookies, cookieName(ADMIN_COOKIE, isSecure)),
    pin: null,
    address,
    userAgent: read('user-agent') ?? null,
  };
}

/** The secret that a program without cookies goes by. */
export function readDeviceHeader(read: ReadHeader): string | null {
  const secret = read('scoreroom-device') ?? null;
  return secret !== null && isSecret(secret) ? secret : null;
}

/** The bearer token, which may be anything; null where there is none, or another scheme that is a proxy's affair. */
function readBearer(authorization: string | null | undefined): string | null {
  if (authorization === null || authorization === undefined) return null;
  const match = /^bearer(?: +|$)/i.exec(authorization);
  return match === null ? null : authorization.slice(match[0].length);
}
