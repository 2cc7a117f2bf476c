import { createHash, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;

/** A new host key: 256 random bits in base64url. Only its hash is kept. */
export function createHostKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

export function hashHostKey(key: string): Uint8Array {
  return createHash('sha256').update(key).digest();
}
