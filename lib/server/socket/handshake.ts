import { wireError, type WireError } from '#lib/protocol/errors.ts';
import { handshakeAuthSchema } from '#lib/protocol/messages.ts';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { Credentials } from '../access/access.ts';
import { ADDRESS_HEADER, credentialsOf, hasSecretInQuery } from '../access/credentials.ts';
import { check } from '../http/parse-as.ts';
import { describeIssues, placeOf } from '../http/describe-issues.ts';
import type { ScoreroomSocket } from './connection.ts';

/** What a CONNECT brings along, or why it is refused. Whether it opens a room is found out at the join. */
export function readHandshake(
  { handshake }: ScoreroomSocket,
  publicUrl: string | null,
): Result<Credentials, WireError> {
  const auth: unknown = handshake.auth;
  const parsed = check(handshakeAuthSchema, auth);
  if (!isSpoken(protocolOf(auth))) {
    const message = `This server speaks protocols ${OLDEST_PROTOCOL_VERSION} to ${PROTOCOL_VERSION}: send yours as auth.protocol.`;
    return err(wireError('protocol_version', { message }));
  }
  if (
    hasSecretInQuery(new URLSearchParams(Object.keys(handshake.query).map((name) => [name, ''])))
  ) {
    const message = 'A key does not belong in the address: send it as auth.key.';
    return err(wireError('unauthorized', { message }));
  }
  if (!parsed.success) {
    const { issues } = parsed;
    const kind = placeOf(issues[0])[0] === 'key' ? 'unauthorized' : 'invalid_message';
    return err(wireError(kind, { message: describeIssues(issues) }));
  }
  const read = (name: string) => {
    const value = handshake.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const brought = credentialsOf(read, { publicUrl, address: read(ADDRESS_HEADER) ?? '' });
  const { key = brought.key, device = brought.device } = parsed.output;
  return ok({ ...brought, key, device });
}

function isSpoken(version: unknown): boolean {
  return (
    Number.isInteger(version) &&
    Number(version) >= OLDEST_PROTOCOL_VERSION &&
    Number(version) <= PROTOCOL_VERSION
  );
}

function protocolOf(auth: unknown): unknown {
  return typeof auth === 'object' && auth !== null && 'protocol' in auth
    ? auth.protocol
    : undefined;
}
