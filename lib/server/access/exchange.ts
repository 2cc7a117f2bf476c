import { assert } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Directory } from '../directory/directory.ts';
import type { Room } from '../room/room.ts';
import type { Access, Credentials, Visit } from './access.ts';
import type { DeviceMoves } from './device-moves.ts';
import { createSecret, deviceIdOf, hashSecret } from './secret.ts';

export interface ExchangeOptions {
  readonly access: Access;
  readonly directory: Pick<Directory, 'findLink' | 'grantsOf' | 'grant'>;
  readonly moves: DeviceMoves;
  readonly clock: Pick<Clock, 'now'>;
}

export interface Exchanged {
  readonly visit: Visit;
  /** What the device goes by from now on, for its cookie; null where that stays. */
  readonly secret: string | null;
}

/** Who asks: what they brought, and whether their secret is one that they chose and keep themselves. */
export interface Bearer {
  readonly credentials: Credentials;
  readonly keepsSecret: boolean;
}

/** Turns the key of a link, or a PIN, into something that a device holds. */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /**
   * Gives the device what the key opens. A browser's device gets a new secret for that: one that somebody else has put into
   * the browser before never opens it, and opens nothing at all once the new one is used.
   */
  async byKey(room: Room, { credentials, keepsSecret }: Bearer): Promise<Exchanged> {
    const { access, directory, moves, clock } = this.#options;
    await access.visit(room, credentials);
    const { key, device: old } = credentials;
    const link = key === null ? null : await directory.findLink(hashSecret(key));
    assert(link !== null, 'a visit by a key has found its link');
    const now = clock.now();
    const isHeld =
      old !== null &&
      (await directory.grantsOf(room.roomId, deviceIdOf(old), now)).some(
        ({ id }) => id === link.id,
      );
    const secret = isHeld || (keepsSecret && old !== null) ? null : createSecret();
    const device = secret ?? old;
    assert(device !== null, 'who has no secret is given one');
    const move =
      secret === null || old === null ? null : { from: deviceIdOf(old), to: deviceIdOf(secret) };
    if (move !== null) await moves.prepare(move.from, move.to);
    await directory.grant(deviceIdOf(device), link.id, now);
    const visit = await access.enter(room, { ...credentials, device, key: null });
    // Only now: this was not yet the browser that came.
    if (move !== null) moves.expect(move.from, move.to);
    return { visit, secret };
  }

  /** Notes that the device has given the PIN, which is in the credentials. */
  async byPin(room: Room, { credentials }: Bearer): Promise<Exchanged> {
    const secret = credentials.device === null ? createSecret() : null;
    const device = secret ?? credentials.device;
    return { visit: await this.#options.access.enter(room, { ...credentials, device }), secret };
  }
}
