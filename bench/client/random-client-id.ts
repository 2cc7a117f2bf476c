import { randomBytes } from 'node:crypto';

export function randomClientId(): string {
  return randomBytes(16).toString('base64url');
}
