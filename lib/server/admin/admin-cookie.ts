import { cookieName } from '../access/cookies.ts';
import { ADMIN_COOKIE } from '../access/credentials.ts';
import { SESSION_MAX_MS } from './admin-sessions.ts';

/** A `Set-Cookie` that signs a browser in. Strict: a link from anywhere else opens the page signed out. */
export function adminCookie(secret: string, isSecure: boolean): string {
  return write(secret, SESSION_MAX_MS / 1000, isSecure);
}

export function endedAdminCookie(isSecure: boolean): string {
  return write('', 0, isSecure);
}

function write(value: string, maxAgeSeconds: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${cookieName(ADMIN_COOKIE, isSecure)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}
