import { timingSafeEqual } from 'node:crypto';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { ROLES, type Role } from '#lib/protocol/roles.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Directory, Doors, Link, Visitor } from '../directory/directory.ts';
import type { Access, Credentials, RoomAddress, Visit } from './access.ts';
import type { DeviceMoves } from './device-moves.ts';
import { deviceNameOf } from './device-name.ts';
import { GuessMeter } from './guess-meter.ts';
import { deviceIdOf, hashSecret, isSecret } from './secret.ts';
import { Turnstile } from './turnstile.ts';

/** The last use of a link is noted at most once per this long. */
const TOUCH_INTERVAL_MS = 60_000;
/** A visit of somebody who is known is noted at most once per this long. */
const NOTE_INTERVAL_MS = 60_000;
/** How many are looked up at a time, and how many may wait for it: more than one server has connections. */
const TURNSTILE = { atOnce: 64, maxWaiting: 20_000 };
/** Links whose last note is remembered. */
const MAX_TOUCHED = 10_000;

export interface AccessOptions {
  readonly directory: Pick<
    Directory,
    'doors' | 'findLink' | 'grantsOf' | 'visitor' | 'visit' | 'touchLink'
  >;
  /** Devices that have a new secret: the first use of it ends the one before. */
  readonly moves: Pick<DeviceMoves, 'arrive'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Whether this is the secret of an admin's session at `now`, and when that ends by itself. */
  readonly isAdmin: (secret: string, now: number) => Promise<{ readonly expiresAt: number } | null>;
  /** Hears of what went wrong where nobody waits for the outcome. */
  readonly onBug: (error: unknown) => void;
}

/** Decides who comes into a room, and as whom. `SPEC.md` holds its rules. */
export function createAccess(options: AccessOptions): Access {
  return new Doorkeeper(options);
}

/** Somebody at the door, with all that is kept about them. */
interface Caller {
  readonly device: string | null;
  readonly links: readonly Link[];
  readonly admin: { readonly expiresAt: number } | null;
  readonly visitor: Visitor | null;
  readonly doors: Doors;
}

class Doorkeeper implements Access {
  readonly #options: AccessOptions;
  readonly #pins: GuessMeter;
  readonly #turnstile = new Turnstile(TURNSTILE);
  readonly #touched = new Map<number, number>();

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#pins = new GuessMeter(options.clock);
  }

  async visit(room: RoomAddress, credentials: Credentials): Promise<Visit> {
    const caller = await this.#recognise(room, credentials);
    return this.#admit(room, credentials, caller).visit;
  }

  async enter(room: RoomAddress, credentials: Credentials): Promise<Visit> {
    const caller = await this.#recognise(room, credentials);
    const { visit, gavePin } = this.#admit(room, credentials, caller);
    const { device, deviceName: name } = visit.actor;
    const { directory, clock, onBug } = this.#options;
    const at = clock.now();
    const { visitor } = caller;
    const isFresh = visitor !== null && Math.abs(at - visitor.lastSeenAt) < NOTE_INTERVAL_MS;
    if (device === null || (isFresh && !gavePin)) return visit;
    const note = { device, name, at, hasPin: gavePin };
    const noted = this.#turnstile.run(() => directory.visit(room.roomId, note));
    // A lock or a PIN must find a new device noted; of one that is known, only the time changes.
    if (visitor === null || gavePin) await noted;
    else noted.catch(onBug);
    return visit;
  }

  async #recognise({ roomId, code }: RoomAddress, credentials: Credentials): Promise<Caller> {
    const { directory, clock, isAdmin } = this.#options;
    const { key, admin: session } = credentials;
    if (key !== null && !isSecret(key)) throw wrongKey();
    const now = clock.now();
    const device = credentials.device === null ? null : deviceIdOf(credentials.device);
    if (device !== null) await this.#options.moves.arrive(device, code);
    const [doors, grants, visitor, shown, admin] = await this.#turnstile.run(() =>
      Promise.all([
        directory.doors(roomId),
        device === null ? [] : directory.grantsOf(roomId, device, now),
        device === null ? null : directory.visitor(roomId, device),
        key === null ? null : directory.findLink(hashSecret(key)),
        session === null || !isSecret(session) ? null : isAdmin(session, now),
      ]),
    );
    if (doors === null || doors.closedAt !== null || doors.deletedAt !== null) {
      throw new ScoreroomError('room_not_found', { message: 'This room is closed, or gone.' });
    }
    if (key !== null) assertLink(shown, roomId, now);
    const links = shown === null ? grants : [...grants.filter(({ id }) => id !== shown.id), shown];
    return { device, links, admin, visitor, doors };
  }

  #admit(
    room: RoomAddress,
    credentials: Credentials,
    caller: Caller,
  ): { readonly visit: Visit; readonly gavePin: boolean } {
    const { device, admin } = caller;
    const best = strongest(caller.links);
    const role: Role = admin === null ? (best[0]?.role ?? 'participant') : 'host';
    const isTrusted = admin !== null || role === 'host' || role === 'scorekeeper';
    if (room.board.settings.locked && !isTrusted && caller.visitor === null) {
      throw new ScoreroomError('room_locked', {
        message: 'The host lets nobody else in for now. Ask the host to open the room.',
      });
    }
    const needsPin = admin === null && best.length === 0;
    const gavePin = needsPin && this.#givesPin(caller, credentials);
    this.#touch(best);
    const deviceName = deviceNameOf(credentials.userAgent);
    const label = admin === null ? (best[0]?.label ?? null) : 'Admin';
    const visit = {
      actor: { role, device, deviceName, label },
      isAdmin: admin !== null,
      linkIds: admin === null ? best.map(({ id }) => id) : [],
      expiresAt: admin === null ? lastEnd(best) : admin.expiresAt,
    };
    return { visit, gavePin };
  }

  /** @returns whether the PIN was given just now; throws where it is needed and not given */
  #givesPin({ doors, visitor, device }: Caller, { pin, address }: Credentials): boolean {
    const { pin: wanted, roomId } = doors;
    if (wanted === null || visitor?.hasPin === true) return false;
    if (pin === null) throw new ScoreroomError('pin_required');
    const isRight = () => timingSafeEqual(hashSecret(pin), hashSecret(wanted));
    if (this.#pins.guess({ roomId, device, address }, isRight)) return true;
    throw new ScoreroomError('pin_required', { message: 'That is not the PIN of this room.' });
  }

  /** Notes that the links were used, without anybody waiting for it. */
  #touch(links: readonly Link[]): void {
    const { directory, clock, onBug } = this.#options;
    const now = clock.now();
    for (const { id } of links) {
      const last = this.#touched.get(id);
      if (last !== undefined && now - last < TOUCH_INTERVAL_MS && now >= last) continue;
      if (this.#touched.size >= MAX_TOUCHED) this.#touched.clear();
      this.#touched.set(id, now);
      directory.touchLink(id, now).catch(onBug);
    }
  }
}

function assertLink(link: Link | null, roomId: number, now: number): void {
  if (link === null) throw wrongKey();
  if (link.roomId !== roomId) {
    throw new ScoreroomError('not_allowed', { message: 'This key is for another room.' });
  }
  if (!isValid(link, now)) {
    throw new ScoreroomError('access_revoked', {
      message: 'This link was taken back or has ended. Ask the host for a new one.',
    });
  }
}

/** Whether a link gives rights at this moment. */
function isValid(link: Link, now: number): boolean {
  return link.revokedAt === null && (link.expiresAt === null || link.expiresAt > now);
}

function wrongKey(): ScoreroomError {
  return new ScoreroomError('unauthorized', {
    message: 'This key is not known. Send the host key or the key of a link of this room.',
  });
}

/** The links with the highest role among them. */
function strongest(links: readonly Link[]): readonly Link[] {
  const rank = Math.min(...links.map(({ role }) => ROLES.indexOf(role)));
  return links.filter(({ role }) => ROLES.indexOf(role) === rank);
}

/** When the last of these links ends by itself; null where one never does, or there is none. */
function lastEnd(links: readonly Link[]): number | null {
  let last: number | null = null;
  for (const { expiresAt } of links) {
    if (expiresAt === null) return null;
    last = Math.max(last ?? 0, expiresAt);
  }
  return last;
}
