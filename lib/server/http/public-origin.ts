import { networkInterfaces } from 'node:os';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const ALL_ADDRESSES = new Set(['0.0.0.0', '::']);

export interface PublicOriginOptions {
  readonly publicUrl: string | null;
  /** The address that the server listens on. */
  readonly host: string;
}

/**
 * The origin for links that are meant for other devices. A host who opened the board as `localhost` would share a link
 * that leads every phone to itself: then this machine's address in the local network takes its place.
 */
export function publicOrigin(headers: Headers, { publicUrl, host }: PublicOriginOptions): string {
  if (publicUrl !== null) return new URL(publicUrl).origin;
  // Only what a trusted proxy says has been left in the headers.
  const scheme = headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const origin = `${scheme}://${headers.get('host') ?? 'localhost'}`;
  if (!URL.canParse(origin)) return 'http://localhost';
  const url = new URL(origin);
  const lan =
    ALL_ADDRESSES.has(host) && LOOPBACK.test(url.hostname) ? lanAddresses()[0] : undefined;
  if (lan !== undefined) url.hostname = lan;
  return url.origin;
}

/** This machine's IPv4 addresses in its local networks. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(
      ({ family, internal, address }) =>
        family === 'IPv4' && !internal && !address.startsWith('169.254.'),
    )
    .map(({ address }) => address);
}
