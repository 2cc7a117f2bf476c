import type { Clock } from '#lib/shared/clock.ts';
import { createSecret, hashSecret, isSecret } from '../access/secret.ts';
import type { AdminSession, Directory } from '../directory/directory.ts';

/** Without a sign of life a session ends after this long, … */
export const SESSION_IDLE_MS = 30 * 60_000;
/** … and in any case after this long. */
export const SESSION_MAX_MS = 12 * 60 * 60_000;
/** Signs of life are written down at most this often: reading a page should not write each time. */
const TOUCH_EVERY_MS = 60_000;

type SessionStore = Pick<
  Directory,
  | 'createAdminSession'
  | 'adminSession'
  | 'touchAdminSession'
  | 'endAdminSession'
  | 'endAdminSessions'
>;

export interface AdminSessionsOptions {
  readonly directory: SessionStore;
  readonly clock: Clock;
}

/** Who is signed in as admin. The secret is in the person's cookie alone: what is kept is its SHA-256. */
export class AdminSessions {
  readonly #directory: SessionStore;
  readonly #clock: Clock;

  constructor({ directory, clock }: AdminSessionsOptions) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** @returns the secret of a session that is new: whatever a browser held before is worth nothing */
  async begin(previous: string | null): Promise<string> {
    if (previous !== null) await this.end(previous);
    const secret = createSecret();
    await this.#directory.createAdminSession(hashSecret(secret), this.#clock.now());
    return secret;
  }

  /** Whether the secret is that of a session, and until when; counts as a sign of life. */
  async isAdmin(secret: string, now = this.#clock.now()): Promise<{ expiresAt: number } | null> {
    const found = await this.#find(secret, now);
    if (found === null) return null;
    const isStale = now - found.seenAt >= TOUCH_EVERY_MS;
    if (isStale) await this.#directory.touchAdminSession(hashSecret(secret), now);
    return { expiresAt: expiryOf(isStale ? { ...found, seenAt: now } : found) };
  }

  /** As {@link isAdmin}, but no sign of life: for what a page or a connection does by itself. */
  async peek(secret: string, now = this.#clock.now()): Promise<{ expiresAt: number } | null> {
    const found = await this.#find(secret, now);
    return found === null ? null : { expiresAt: expiryOf(found) };
  }

  async end(secret: string): Promise<void> {
    if (isSecret(secret)) await this.#directory.endAdminSession(hashSecret(secret));
  }

  async endAll(): Promise<void> {
    await this.#directory.endAdminSessions();
  }

  async #find(secret: string, now: number): Promise<AdminSession | null> {
    // A cookie of a megabyte is none, and not worth a hash.
    if (!isSecret(secret)) return null;
    const session = await this.#directory.adminSession(hashSecret(secret));
    if (session === null) return null;
    if (expiryOf(session) > now) return session;
    await this.#directory.endAdminSession(hashSecret(secret));
    return null;
  }
}

function expiryOf({ createdAt, seenAt }: AdminSession): number {
  return Math.min(createdAt + SESSION_MAX_MS, seenAt + SESSION_IDLE_MS);
}
