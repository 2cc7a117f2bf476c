import type { IncomingMessage } from 'node:http';
import { ADDRESS_HEADER } from '../access/credentials.ts';
import type { SenderOf } from '../limits/client-address.ts';

const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
] as const;

/**
 * Puts what can be believed about a request's sender in place of whatever stands in its headers, so that nothing behind this
 * has to ask itself who wrote them. Returns the sender's address.
 */
export function noteSender(request: IncomingMessage, senderOf: SenderOf): string {
  const { address, protocol, host } = senderOf(request);
  const { headers } = request;
  for (const name of FORWARDED) delete headers[name];
  headers[ADDRESS_HEADER] = address;
  if (protocol !== null) headers['x-forwarded-proto'] = protocol;
  if (host !== null) headers.host = host;
  return address;
}

/** The address that {@link noteSender} has noted. */
export function notedAddress({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return String(headers[ADDRESS_HEADER] ?? '');
}
