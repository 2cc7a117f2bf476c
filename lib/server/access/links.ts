import { ScoreroomError } from '#lib/protocol/errors.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { CreateLink } from '#lib/protocol/rest.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Directory, Link } from '../directory/directory.ts';
import type { Rights } from './rights.ts';
import { createSecret, hashSecret } from './secret.ts';

export interface LinksOptions {
  readonly directory: Pick<Directory, 'createLink' | 'links' | 'revokeLink'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly rights: Rights;
}

export interface CreatedLink {
  readonly link: Link;
  /** Shown once: only its hash is kept. */
  readonly key: string;
}

/** The secret links of rooms. Whether somebody may have to do with them is asked before. */
export class Links {
  readonly #options: LinksOptions;

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** Throws `invalid_message` for an end in the past, and `too_many`. */
  async create(
    roomId: number,
    { role, label, expiresAt = null }: CreateLink,
  ): Promise<CreatedLink> {
    const { directory, clock } = this.#options;
    const createdAt = clock.now();
    if (expiresAt !== null && expiresAt <= createdAt) {
      throw new ScoreroomError('invalid_message', {
        message: 'expiresAt: a link must end in the future.',
      });
    }
    const key = createSecret();
    const fresh = { roomId, role, label, keyHash: hashSecret(key), createdAt, expiresAt };
    const link = await directory.createLink(fresh, SERVER_LIMITS.links);
    if (link !== null) return { link, key };
    throw new ScoreroomError('too_many', {
      message: `A room has at most ${SERVER_LIMITS.links} links. Take back one that nobody needs.`,
    });
  }

  /** Those that were not taken back, also if they have ended by themselves. */
  async list(roomId: number): Promise<Link[]> {
    const links = await this.#options.directory.links(roomId);
    return links.filter(({ revokedAt }) => revokedAt === null);
  }

  /** Ends a link, and with it the visits that rest on it. Throws `unknown_link`. */
  async revoke(roomId: number, linkId: number): Promise<void> {
    const { directory, clock, rights } = this.#options;
    if (!(await directory.revokeLink(roomId, linkId, clock.now()))) {
      throw new ScoreroomError('unknown_link');
    }
    rights.tell({ kind: 'link-revoked', linkId });
  }
}
