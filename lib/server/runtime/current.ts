import type { Admin } from '../admin/admin.ts';
import type { Access, Credentials, Visit } from '../access/access.ts';
import type { Audit } from '../access/audit.ts';
import type { Exchange } from '../access/exchange.ts';
import type { Links } from '../access/links.ts';
import type { RoomActs } from '../access/room-acts.ts';
import type { RemoveRoom } from '../access/room-removal.ts';
import type { Directory } from '../directory/directory.ts';
import type { Limits } from '../limits/limits.ts';
import type { CreatedRoom, RoomService } from '../room/room-service.ts';
import type { OriginPolicy } from '../http/origin.ts';
import type { CreateRoom } from '#lib/protocol/rest.ts';

/** What pages and REST routes may use of the running server. */
export interface Runtime {
  readonly rooms: RoomService;
  /** Who may come into a room, and as whom. */
  readonly access: Access;
  /** The way to every action in a room: done, and recorded. */
  readonly acts: RoomActs;
  readonly links: Links;
  readonly exchange: Exchange;
  readonly audit: Audit;
  readonly removeRoom: RemoveRoom;
  /** All that whoever runs the server sees and does. */
  readonly admin: Admin;
  /** Who is connected at this moment. */
  readonly crowd: {
    devicesIn(code: string): ReadonlyMap<string, Visit>;
    peopleIn(code: string): number;
  };
  /** How many taps wait on a device of a room, as its clients say. */
  readonly onTheirWay: { of(code: string, device: string): number };
  /** For routes only: pages ask what stands above. */
  readonly directory: Directory;
  readonly origins: OriginPolicy;
  /** The address under which people reach the server, where it is configured. */
  readonly publicUrl: string | null;
  readonly limits: Limits;
  /** Creates a room for whoever sent these headers. Throws `rate_limited` where they, or the server, have too many. */
  createRoom(headers: Pick<Headers, 'get'>, room: CreateRoom): Promise<CreatedRoom>;
  /** What a request brings along, by its headers. */
  credentialsOf(headers: Pick<Headers, 'get'>): Credentials;
  /** The web origin under which other people's devices reach this server, e.g. for a link to join. */
  publicOrigin(headers: Headers): string;
  /** Hears of errors that a route did not expect, and of the request that met them. */
  onBug(error: unknown, about?: { readonly requestId: string | null }): void;
}

// This module is loaded twice, by Node and by Next's bundle: only a global is the same in both.
const KEY = Symbol.for('scoreroom.runtime');
const holder = globalThis as { [KEY]?: Runtime | undefined };

/** The running server. There is none while Next builds pages: only call this while answering a request. */
export function runtime(): Runtime {
  const current = holder[KEY];
  if (current === undefined) throw new Error('The server is not running: start it with server.ts.');
  return current;
}

export function setRuntime(current: Runtime | undefined): void {
  holder[KEY] = current;
}
