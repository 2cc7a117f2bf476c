import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '#lib/board/actor.ts';

/** No client on a socket can have such a name: nobody spends a key that they have guessed by tapping under it. */
const PREFIX = 'key:';

/**
 * Each key is a client of one mutation, so that REST counts exactly once by the same means as a socket. It is the key of
 * this role on this device: programs choose keys that others can guess, such as "reset-1", and nobody may spend them, or
 * learn that they were spent, by using the same.
 */
export function clientOfKey(key: string, { role, device }: Pick<Actor, 'role' | 'device'>): string {
  const isNobody = role === 'participant' && device === null;
  // Who shows nothing at all keeps the form from before there were roles, so that a repeat over an update counts once.
  const owner = isNobody ? '' : `${role} ${device ?? ''} `;
  const hash = createHash('sha256')
    .update(`${owner}idempotency-key:${key}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
  return isNobody ? hash : `${PREFIX}${hash}`;
}

/** A key that nobody else has, for what is asked for without one. */
export function newKey(): string {
  return randomBytes(16).toString('base64url');
}
