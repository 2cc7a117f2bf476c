import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{43}$/;
/** Enough that no two devices have the same, and short enough for a log of a million taps. */
const DEVICE_ID_BYTES = 16;

/** A new secret, for a link or a device: 256 random bits in base64url. */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Whether a text can be a secret at all. Nothing longer or shorter is ever hashed. */
export function isSecret(text: string): boolean {
  return text.length === 43 && SECRET_PATTERN.test(text);
}

/**
 * What is kept of a secret. It is looked for by this hash and never by itself, so that how long a look takes tells nothing
 * about how much of a guess is right.
 */
export function hashSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

/** The public name of the device that has this secret: see `Actor`. */
export function deviceIdOf(secret: string): string {
  return Buffer.from(hashSecret(secret)).subarray(0, DEVICE_ID_BYTES).toString('base64url');
}
