import type { Role } from '#lib/protocol/roles.ts';

// Everything around rooms that is asked for seldom: who may come in, what rooms there are, and who did what. All times
// are milliseconds since the Unix epoch; all hashes are SHA-256; a device is its id (see `Actor`).

/** A secret link of a room; the secret itself is not kept. */
export interface Link {
  readonly id: number;
  readonly roomId: number;
  readonly role: Role;
  readonly label: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

export interface NewLink {
  readonly roomId: number;
  readonly role: Role;
  readonly label: string;
  readonly keyHash: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** A device that has been in a room. */
export interface Visitor {
  readonly device: string;
  /** Such as "Safari on iPhone". */
  readonly name: string | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Whether it has given the PIN that the room has now. */
  readonly hasPin: boolean;
}

/** What keeps people out of a room, besides its settings. */
export interface Doors {
  readonly roomId: number;
  readonly code: string;
  readonly pin: string | null;
  /** Closed by an admin: nobody comes in until it is opened again. */
  readonly closedAt: number | null;
  /** Deleted by an admin, and erased a week later. */
  readonly deletedAt: number | null;
}

export interface RoomSummary extends Doors {
  readonly name: string;
  readonly players: number;
  readonly generation: number;
  readonly version: number;
  readonly scoringLocked: boolean;
  readonly createdAt: number;
  /** When something was last committed. */
  readonly activeAt: number;
}

export const ROOM_ORDERS = ['activity', 'name', 'code', 'players', 'created'] as const;

export interface RoomsQuery {
  /** Words in the name or the code, in any case. */
  readonly text?: string | undefined;
  readonly order: (typeof ROOM_ORDERS)[number];
  readonly descending: boolean;
  /** Which ones: not deleted (the default), or only deleted. */
  readonly deleted?: boolean | undefined;
  /** Only these rooms. */
  readonly codes?: readonly string[] | undefined;
  readonly offset: number;
  /** 1 to 200. */
  readonly limit: number;
}

export interface RoomsPage {
  readonly rooms: readonly RoomSummary[];
  /** All that fit the query. */
  readonly total: number;
}

/** One thing that an admin or a host did. */
export interface AuditEntry {
  readonly at: number;
  readonly roomId: number | null;
  /** The code is kept beside the number: it outlives the room. */
  readonly code: string | null;
  readonly by: 'admin' | Role;
  /** The label of the link, the device, or the address that it came from. */
  readonly who: string | null;
  /** An action type, or a word such as `sign-in`, `sign-out-everywhere`, `create-link`, `delete-room`. */
  readonly action: string;
  /** What it was about, as JSON: never a secret, never a name of somebody's password or PIN. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditQuery {
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  /** Only entries before this id. */
  readonly before?: number | undefined;
  /** 1 to 200. */
  readonly limit: number;
}

export interface AdminSession {
  readonly createdAt: number;
  readonly seenAt: number;
}

/** The port behind which cold data is kept. Each method is one transaction. */
export interface Directory {
  // ---- doors
  doors(roomId: number): Promise<Doors | null>;
  /** Also of closed and deleted rooms. */
  doorsByCode(code: string): Promise<Doors | null>;
  /** A changed PIN is asked of everyone anew. */
  setPin(roomId: number, pin: string | null): Promise<void>;
  setClosed(roomId: number, at: number | null): Promise<void>;
  setDeleted(roomId: number, at: number | null): Promise<void>;
  /** Erases the room with all that it held. */
  erase(roomId: number): Promise<void>;
  /** Rooms that were deleted before the one time, or rest since before the other. */
  expired(times: { deletedBefore: number; idleSince: number; limit: number }): Promise<Doors[]>;
  // ---- links
  /** Null where the room has as many valid links as it may have. */
  createLink(link: NewLink, max: number): Promise<Link | null>;
  links(roomId: number): Promise<Link[]>;
  /** Also links that have expired or were revoked: whoever asks decides. */
  findLink(keyHash: Uint8Array): Promise<Link | null>;
  /** @returns whether there was such a link of this room that was valid */
  revokeLink(roomId: number, linkId: number, at: number): Promise<boolean>;
  touchLink(linkId: number, at: number): Promise<void>;
  // ---- devices
  grant(device: string, linkId: number, at: number): Promise<void>;
  /** The links of the room that the device holds and that are valid at `now`. */
  grantsOf(roomId: number, device: string, now: number): Promise<Link[]>;
  /** The one device may do what the other may, and the other still may. */
  copyGrants(from: string, to: string): Promise<void>;
  /**
   * Everything that the one device holds goes to the other: grants and visits. Claims are the rooms' business.
   *
   * @returns the codes of the rooms that the device has been in and that are not deleted, the latest first, at most 200
   */
  moveDevice(from: string, to: string): Promise<string[]>;
  visitor(roomId: number, device: string): Promise<Visitor | null>;
  /**
   * Notes a visit; `hasPin` true is kept, false leaves it as it was. A room notes at most 10,000 devices: beyond that new
   * ones come in, and are not known when they come back.
   */
  visit(
    roomId: number,
    visit: { device: string; name: string | null; at: number; hasPin: boolean },
  ): Promise<void>;
  visitors(roomId: number, limit: number): Promise<Visitor[]>;
  // ---- rooms
  rooms(query: RoomsQuery): Promise<RoomsPage>;
  // ---- audit
  record(entry: AuditEntry): Promise<void>;
  audit(query: AuditQuery): Promise<(AuditEntry & { readonly id: number })[]>;
  forgetAudit(before: number): Promise<void>;
  // ---- admin
  adminPassword(): Promise<string | null>;
  /** In the form that the password hasher writes; it also ends all sessions. */
  setAdminPassword(hash: string): Promise<void>;
  createAdminSession(idHash: Uint8Array, at: number): Promise<void>;
  adminSession(idHash: Uint8Array): Promise<AdminSession | null>;
  touchAdminSession(idHash: Uint8Array, at: number): Promise<void>;
  endAdminSession(idHash: Uint8Array): Promise<void>;
  endAdminSessions(): Promise<void>;
}
