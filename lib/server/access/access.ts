import type { Actor } from '#lib/board/actor.ts';
import type { Board } from '#lib/board/board.ts';

/** What somebody brings along to show who they are, as it came: nothing of it is believed yet. */
export interface Credentials {
  /** The secret of the device: from its cookie, or as the program sent it. */
  readonly device: string | null;
  /** A bearer token: the host key, or the key of another link. */
  readonly key: string | null;
  /** The secret of an admin's session, from its cookie. */
  readonly admin: string | null;
  readonly pin: string | null;
  /** For the limits on guessing. */
  readonly address: string;
  readonly userAgent: string | null;
}

/** Somebody in a room, with what their rights rest on. */
export interface Visit {
  readonly actor: Actor;
  readonly isAdmin: boolean;
  /** The links that gave the role; with one of them revoked, the visit ends. */
  readonly linkIds: readonly number[];
  /** When the rights end by themselves, in milliseconds since the Unix epoch. */
  readonly expiresAt: number | null;
}

/** A room to come into. Its board is looked at when all else is known, so that a lock set meanwhile holds. */
export interface RoomAddress {
  readonly roomId: number;
  readonly code: string;
  readonly board: Board;
}

export interface Access {
  /**
   * Who this is in the room. Throws a `ScoreroomError`: `unauthorized` (a key that is none), `not_allowed` (another room's),
   * `pin_required`, `room_locked`, `rate_limited`, `room_not_found` (closed or deleted).
   */
  visit(room: RoomAddress, credentials: Credentials): Promise<Visit>;
  /** The same, and notes that the device has been here. For joins, not for reading. */
  enter(room: RoomAddress, credentials: Credentials): Promise<Visit>;
}

/** What must end when rights do. The gateway hears it, and cuts the connections concerned. */
export type RightsChange =
  | { readonly kind: 'link-revoked'; readonly linkId: number }
  /** The room was closed, deleted or erased: nobody stays. */
  | { readonly kind: 'room-closed'; readonly code: string }
  /** One or all of the admins: whose session still holds, stays. */
  | { readonly kind: 'admin-signed-out' }
  /** The device has a new secret, and with it another id: its connections come back under that one. */
  | { readonly kind: 'device-moved'; readonly device: string };
