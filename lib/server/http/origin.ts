import type { IncomingHttpHeaders } from 'node:http';

export interface OriginPolicyOptions {
  /** Origins besides the server's own, e.g. `https://example.org`. */
  readonly allowedOrigins: readonly string[];
  /** The address under which people reach the server, where a proxy hides it. */
  readonly publicUrl: string | null;
}

/** Which web origins may open sockets and ask for changes. */
export interface OriginPolicy {
  readonly allowedOrigins: readonly string[];
  /**
   * Whether a request with these headers may do more than read. A browser always says where a socket or a change comes
   * from; a request without an Origin comes from a program, which has no one else's cookies to misuse.
   */
  allows(headers: Pick<IncomingHttpHeaders, 'origin' | 'host' | 'sec-fetch-site'>): boolean;
}

export function createOriginPolicy({
  allowedOrigins,
  publicUrl,
}: OriginPolicyOptions): OriginPolicy {
  const allowed = new Set(allowedOrigins);
  if (publicUrl !== null) allowed.add(new URL(publicUrl).origin);
  return {
    allowedOrigins,
    allows({ origin, host, 'sec-fetch-site': site }) {
      if (origin === undefined) return site !== 'cross-site' && site !== 'same-site';
      if (allowed.has(origin)) return true;
      return (
        host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
      );
    },
  };
}
