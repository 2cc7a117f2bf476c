import type { RoomService } from '../room/room-service.ts';
import type { OriginPolicy } from '../http/origin.ts';

/** What pages and REST routes may use of the running server. */
export interface Runtime {
  readonly rooms: RoomService;
  readonly origins: OriginPolicy;
  /** The web origin under which other people's devices reach this server, e.g. for a link to join. */
  publicOrigin(headers: Headers): string;
  /** Hears of errors that a route did not expect. */
  onBug(error: unknown): void;
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
