import { createHash, randomBytes } from 'node:crypto';

/** Each key is a client of one mutation, so that REST counts exactly once by the same means as a socket. */
export function clientOfKey(key: string): string {
  return createHash('sha256')
    .update(`idempotency-key:${key}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

/** A key that nobody else has, for what is asked for without one. */
export function newKey(): string {
  return randomBytes(16).toString('base64url');
}
