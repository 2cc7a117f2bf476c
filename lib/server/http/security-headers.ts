/** What a page may load and do, and who may frame it. */
export interface PagePolicy {
  /** Marks the scripts that this page was made with; drawn for each page anew. */
  readonly nonce: string;
  /** The host that the page was asked from, as in the `Host` header. */
  readonly host: string | undefined;
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const HOST = /^[\w.-]+(?::\d+)?$|^\[[\da-f:]+\](?::\d+)?$/i;

/** Browsers heed these over https only. */
const OVER_HTTPS = [
  ['strict-transport-security', `max-age=${YEAR_SECONDS}`],
  ['cross-origin-opener-policy', 'same-origin'],
] as const;

/** Powers of a browser that no page of ours needs. */
const NO_POWERS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((power) => `${power}=()`)
  .join(', ');

/**
 * Headers for every answer, whatever it is. Addresses hold the codes of rooms, so other sites are not told them; `same-origin`
 * and not `no-referrer`, because that one makes forms send their `Origin` as null.
 */
export function securityHeaders(isSecure: boolean): ReadonlyMap<string, string> {
  return new Map([
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', NO_POWERS],
    ...(isSecure ? OVER_HTTPS : []),
  ]);
}

/**
 * The Content-Security-Policy of a page. Scripts run by nonce, and what they load by `strict-dynamic`. Styles that React
 * writes into attributes cannot carry a nonce; they can do nothing but look wrong.
 */
export function pagePolicy({ nonce, host }: PagePolicy): string {
  // Where 'self' does not cover them, as in older Safari, sockets are named.
  const sockets = host !== undefined && HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self'${sockets}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The nonce that a policy lets scripts run by. */
export function nonceOf(policy: string | null): string | undefined {
  return /'nonce-([^']+)'/.exec(policy ?? '')?.[1];
}
