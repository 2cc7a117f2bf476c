import type { AdminFigures, AdminRoomsPage, OverviewQuery } from '#lib/protocol/admin.ts';
import type { Snapshot, You } from '#lib/protocol/messages.ts';

/** A room as whoever asks may see it. */
export type VisitedRoom =
  | {
      readonly kind: 'in';
      readonly snapshot: Snapshot;
      readonly you: You;
      /** The web origin under which other people's devices reach the server. */
      readonly origin: string;
    }
  /** The room asks for its PIN, and tells nobody anything before. */
  | { readonly kind: 'pin' }
  | { readonly kind: 'locked' }
  /** There is no such room, or none any more. */
  | { readonly kind: 'missing' };

/** All rooms as an admin sees them; nothing of them for anybody else. */
export type VisitedAdmin =
  | { readonly kind: 'in'; readonly rooms: AdminRoomsPage; readonly figures: AdminFigures }
  | { readonly kind: 'sign-in'; readonly isPasswordSet: boolean };

/** Of a request's headers those by which the server knows who asks, and from where. Names are in lower case. */
export type Asker = Readonly<Record<string, string>>;

/**
 * What pages need of the running server: who may see what is decided behind this, and what comes back is plain data. So a
 * page can be made in another process than the one that holds the rooms.
 */
export interface PageSource {
  /** The room with this code, in its one form. Throws a `ScoreroomError`. */
  room(code: string, asker: Asker): Promise<VisitedRoom>;
  admin(query: OverviewQuery, asker: Asker): Promise<VisitedAdmin>;
}

/** Within the renderer: instead of asking the server, whose answer is taken. Nobody else may send it. */
export const VISIT_HEADER = 'scoreroom-visit';

const ASKER_HEADERS = [
  VISIT_HEADER,
  'authorization',
  'cookie',
  'host',
  'scoreroom-address',
  'scoreroom-device',
  'user-agent',
  'x-forwarded-proto',
];

export function askerOf(headers: Pick<Headers, 'get'>): Asker {
  const asker: Record<string, string> = {};
  for (const name of ASKER_HEADERS) {
    const value = headers.get(name);
    if (value !== null) asker[name] = value;
  }
  return asker;
}

// This module is loaded twice, by Node and by Next's bundle: only a global is the same in both.
const KEY = Symbol.for('scoreroom.pages');
const holder = globalThis as { [KEY]?: PageSource | undefined };

/** There is none while Next builds pages: only call this while answering a request. */
export function pageSource(): PageSource {
  const current = holder[KEY];
  if (current === undefined) throw new Error('The server is not running: start it with server.ts.');
  return current;
}

export function setPageSource(current: PageSource | undefined): void {
  holder[KEY] = current;
}
