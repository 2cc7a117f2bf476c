import type { OverviewQuery } from '#lib/protocol/admin.ts';
import type { WireError } from '#lib/protocol/errors.ts';
import type { Asker, VisitedAdmin, VisitedRoom } from './page-source.ts';

// What the server and its renderer say to each other, beside the requests for pages. Plain data that survives JSON.

/** One call of a `PageSource`. */
export type Ask =
  | { readonly what: 'room'; readonly code: string; readonly asker: Asker }
  | { readonly what: 'admin'; readonly query: OverviewQuery; readonly asker: Asker };

export interface Answers {
  readonly room: VisitedRoom;
  readonly admin: VisitedAdmin;
}

export type FromRenderer =
  /** It takes requests at the place that it was given. */
  { readonly type: 'ready' } | { readonly type: 'ask'; readonly id: number; readonly ask: Ask };

export type ToRenderer =
  | { readonly type: 'answer'; readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly type: 'failure'; readonly id: number; readonly error: WireError };
