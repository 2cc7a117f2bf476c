const NAME = 'scoreroom_host';
/** As long as a room may rest before it is forgotten. */
const MAX_AGE_SECONDS = 90 * 24 * 60 * 60;

/**
 * The host's key in a cookie, sent to this room's page and its part of the REST interface and nowhere else, and out of
 * reach of scripts. One cookie has one path, so there are two.
 */
export function hostCookies(code: string, hostKey: string, isSecure: boolean): string[] {
  const attributes = `Max-Age=${MAX_AGE_SECONDS}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return [`/r/${code}`, `/api/v1/rooms/${code}`].map(
    (path) => `${NAME}=${hostKey}; Path=${path}; ${attributes}`,
  );
}

export const HOST_COOKIE = NAME;

/** The host key that a request brings along: as a bearer token, or as this browser's cookie. */
export function hostKeyOf(headers: Headers): string | undefined {
  const bearer = /^Bearer ([\w-]{1,128})$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const cookies = headers.get('cookie') ?? '';
  return new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{1,128})(?:;|$)`).exec(cookies)?.[1];
}
