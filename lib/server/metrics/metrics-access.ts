import { createHash, timingSafeEqual } from 'node:crypto';
import { createAddressList, plainAddress } from '../limits/network.ts';

/** Loopback, and the networks that no router passes on. */
const PRIVATE = createAddressList([
  '127.0.0.0/8',
  '::1',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
]);

/** What is known of whoever asks for the figures. */
export interface MetricsAsker {
  /** The other end of the line itself. */
  readonly peer: string;
  /** Who sent it, as far as that is believed. */
  readonly sender: string;
  /** Whether it says that it was passed on. */
  readonly isForwarded: boolean;
  readonly authorization: string | undefined;
}

/**
 * Whether somebody may see the figures. With a token: whoever has it, and nobody else. Without one: those in private networks,
 * as long as they ask themselves. What a proxy passes on for the public is refused, also where nobody has said that there is a
 * proxy: then what it says is not believed, but that it says it is.
 */
export function mayReadMetrics(asker: MetricsAsker, token: string | null): boolean {
  if (token !== null) return isToken(asker.authorization, token);
  const { peer, sender, isForwarded } = asker;
  if (!PRIVATE.has(peer) || !PRIVATE.has(sender)) return false;
  return !isForwarded || plainAddress(peer) !== plainAddress(sender);
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  // Of the same length whatever was sent, and compared in the same time.
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
