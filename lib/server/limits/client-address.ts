import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { createAddressList, plainAddress } from './network.ts';

/** What is known of whoever sent a request, as far as it can be believed. */
export interface Sender {
  readonly address: string;
  /** What a trusted proxy says of the request that it took; null where it says nothing, or there is none. */
  readonly protocol: string | null;
  readonly host: string | null;
}

type Requested = Pick<IncomingMessage, 'headers'> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/** Tells who sent a request. Only what comes from a trusted proxy may say that it comes from somebody else. */
export type SenderOf = (request: Requested) => Sender;

/** More than this many proxies in a row are nobody's setup; the rest of such a header is not looked at. */
const MAX_HOPS = 32;

/**
 * @param trustedProxies addresses and networks in CIDR notation
 * @returns a function that reads the `X-Forwarded-…` headers where the socket's other end is one of those proxies: the
 *   sender is the last entry that is not itself a trusted proxy, since all before it may be made up
 */
export function createSenderOf(trustedProxies: readonly string[]): SenderOf {
  const trusted = createAddressList(trustedProxies);
  return ({ headers, socket }) => {
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (!trusted.has(peer)) return { address: peer, protocol: null, host: null };
    const chain = listOf(headers['x-forwarded-for']).slice(-MAX_HOPS);
    let address = peer;
    let hops = 0;
    for (const entry of chain.toReversed()) {
      const next = addressIn(entry);
      if (next === null) break;
      address = next;
      hops += 1;
      if (!trusted.has(next)) break;
    }
    const said = (name: string) => {
      const values = listOf(headers[name]);
      return values.at(-Math.max(1, hops)) ?? values[0] ?? null;
    };
    const protocol = said('x-forwarded-proto')?.toLowerCase() ?? null;
    return { address, protocol, host: said('x-forwarded-host') };
  };
}

function listOf(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const text = typeof header === 'string' ? header : header.join(',');
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Some proxies add a port: `1.2.3.4:5678`, `[2001:db8::1]:5678`. */
function addressIn(entry: string): string | null {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
  const plain = plainAddress(bare);
  return isIP(plain) === 0 ? null : plain;
}
