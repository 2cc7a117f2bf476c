import { timingSafeEqual } from 'node:crypto';
import { ADMIN_LIMITS } from '#lib/protocol/admin.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { createSecret } from '../access/secret.ts';
import type { Directory } from '../directory/directory.ts';
import { hashPassword, verifyPassword, type HashCost } from './password-hash.ts';

export interface AdminPasswordOptions {
  readonly directory: Pick<Directory, 'adminPassword' | 'setAdminPassword'>;
  /** From the environment: it takes the place of whatever was set before. */
  readonly configured: string | null;
  readonly cost?: HashCost | undefined;
}

/** The one password of the server, and the one-time link by which the first is set. */
export class AdminPassword {
  readonly #options: AdminPasswordOptions;
  #isKept: Promise<void> | null = null;
  #setupToken: string | null = null;

  constructor(options: AdminPasswordOptions) {
    this.#options = options;
  }

  /**
   * The token of the link that sets the first password; null where there is a password. The same for as long as the server
   * runs, and never written anywhere.
   */
  async setupToken(): Promise<string | null> {
    if (this.#options.configured !== null || (await this.isSet())) return null;
    return (this.#setupToken ??= createSecret());
  }

  async isSet(): Promise<boolean> {
    const { configured, directory } = this.#options;
    return configured !== null || (await directory.adminPassword()) !== null;
  }

  /** Whether this is the password. Costs a hash where there is a password and this could be one. */
  async matches(password: string): Promise<boolean> {
    if (password === '' || isTooLong(password)) return false;
    await this.keep();
    const stored = await this.#options.directory.adminPassword();
    return stored !== null && verifyPassword(password, stored);
  }

  /** Whether the token is that of the link; it is not spent by this. */
  isSetupToken(token: string): boolean {
    const expected = Buffer.from(this.#setupToken ?? '');
    const actual = Buffer.from(token);
    return (
      expected.length > 0 && expected.length === actual.length && timingSafeEqual(expected, actual)
    );
  }

  /** Sets the first password; the token is spent by it. Throws `unauthorized` for a token that is not, or no longer, good. */
  async setFirst(token: string, password: string): Promise<void> {
    if (!this.isSetupToken(token)) throw linkIsSpent();
    // Spent before the hash: of two at the same time one sets the password.
    this.#setupToken = null;
    try {
      const hash = await hashPassword(password, this.#options.cost);
      await this.#options.directory.setAdminPassword(hash);
    } catch (error) {
      this.#setupToken = token;
      throw error;
    }
  }

  /**
   * Keeps the configured password's hash, where it is another than before: that ends the sessions that the old one began.
   * Without a configured one the last that was kept goes on.
   */
  keep(): Promise<void> {
    this.#isKept ??= this.#keep().catch((error: unknown) => {
      this.#isKept = null;
      throw error;
    });
    return this.#isKept;
  }

  async #keep(): Promise<void> {
    const { configured, directory, cost } = this.#options;
    if (configured === null) return;
    const stored = await directory.adminPassword();
    if (stored !== null && (await verifyPassword(configured, stored))) return;
    await directory.setAdminPassword(await hashPassword(configured, cost));
  }
}

/** What is wrong with a password that somebody wants to set, or null. */
export function passwordProblem(password: string): string | null {
  if (Array.from(password).length < ADMIN_LIMITS.passwordMin) {
    return `A password has at least ${ADMIN_LIMITS.passwordMin} characters.`;
  }
  return isTooLong(password)
    ? `A password has at most ${ADMIN_LIMITS.passwordBytes} bytes of text.`
    : null;
}

export function linkIsSpent(): ScoreroomError {
  return new ScoreroomError('unauthorized', {
    message: 'This link is not good any more. Restart the server for a new one.',
  });
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > ADMIN_LIMITS.passwordBytes;
}
