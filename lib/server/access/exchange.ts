import { ScoreroomError } from '#lib/protocol/errors.ts';
import { assert } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Directory } from '../directory/directory.ts';
import type { RoomService } from '../room/room-service.ts';
import type { Room } from '../room/room.ts';
import type { Access, Credentials, Visit } from './access.ts';
import type { Rights } from './rights.ts';
import { createSecret, deviceIdOf, hashSecret } from './secret.ts';

export interface ExchangeOptions {
  readonly access: Access;
  readonly directory: Pick<Directory, 'findLink' | 'grantsOf' | 'grant' | 'moveDevice'>;
  readonly rooms: Pick<RoomService, 'withRoom' | 'moveDevice'>;
  readonly rights: Rights;
  readonly clock: Pick<Clock, 'now'>;
  readonly onBug: (error: unknown) => void;
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
  readonly #moves = new Set<Promise<void>>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /**
   * Gives the device what the key opens. A browser's device gets a new secret at that moment: one that somebody else has
   * put into the browser before opens nothing afterwards.
   */
  async byKey(room: Room, { credentials, keepsSecret }: Bearer): Promise<Exchanged> {
    const { access, directory, clock } = this.#options;
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
    const moved =
      secret === null || old === null ? null : await this.#move(room, deviceIdOf(old), secret);
    await directory.grant(deviceIdOf(device), link.id, now);
    const visit = await access.enter(room, { ...credentials, device, key: null });
    moved?.();
    return { visit, secret };
  }

  /** Notes that the device has given the PIN, which is in the credentials. */
  async byPin(room: Room, { credentials }: Bearer): Promise<Exchanged> {
    const secret = credentials.device === null ? createSecret() : null;
    const device = secret ?? credentials.device;
    return { visit: await this.#options.access.enter(room, { ...credentials, device }), secret };
  }

  /** Waits until the claims of devices that moved have followed them everywhere. */
  async settled(): Promise<void> {
    await Promise.all(this.#moves);
  }

  /** @returns what tells the device's other connections */
  async #move(room: Room, from: string, secret: string): Promise<() => void> {
    const { directory, rooms, rights } = this.#options;
    const to = deviceIdOf(secret);
    const codes = await directory.moveDevice(from, to);
    await rooms.moveDevice(room, from, to);
    const others = codes.filter((code) => code !== room.code);
    const following = this.#follow(others, (other) => rooms.moveDevice(other, from, to)).finally(
      () => this.#moves.delete(following),
    );
    this.#moves.add(following);
    return () => rights.tell({ kind: 'device-moved', device: from });
  }

  /** One room after the other: nobody waits for it, and a device may have been in many. */
  async #follow(codes: readonly string[], move: (room: Room) => Promise<unknown>): Promise<void> {
    const { rooms, onBug } = this.#options;
    for (const code of codes) {
      await rooms
        .withRoom(code, async (room) => void (await move(room)))
        .catch((error: unknown) => {
          if (!(error instanceof ScoreroomError && error.kind === 'room_not_found')) onBug(error);
        });
    }
  }
}
