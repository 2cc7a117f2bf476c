import type { Role } from './roles.ts';

// What the admin page and the server say to each other: the answers under /api/v1/admin. Without schemas, so that the page that
// reads them does not load it; the requests' schemas are in `admin-requests.ts`.

export const ADMIN_LIMITS = {
  /** Bytes of a body that holds a password: anything longer is refused before it is hashed. */
  bodyBytes: 1_024,
  /** Fewest characters of a password, and most bytes: it must fit into such a body, with a setup token beside it. */
  passwordMin: 8,
  passwordBytes: 512,
  /** Rooms on one page. */
  pageRooms: 50,
  /** Audit entries on one page. */
  pageEntries: 50,
  /** Rooms that can be named in one action; more go by what they match. */
  selectedRooms: 500,
  /** Characters of a search. */
  textLength: 100,
} as const;

/** How long a deleted room can be restored, in days. */
export const DELETED_GRACE_DAYS = 7;

export const OVERVIEW_ORDERS = [
  'activity',
  'name',
  'code',
  'players',
  'created',
  'people',
  'taps',
] as const;
export type OverviewOrder = (typeof OVERVIEW_ORDERS)[number];

/** Which rooms are looked at, and in which order. */
export interface OverviewQuery {
  /** Words in the name or the code. */
  readonly text: string;
  readonly order: OverviewOrder;
  readonly descending: boolean;
  /** Whether the deleted ones are looked at, or all others. */
  readonly deleted: boolean;
  /** 1, 2, 3 … */
  readonly page: number;
}

export const FIRST_OVERVIEW: OverviewQuery = {
  text: '',
  order: 'activity',
  descending: true,
  deleted: false,
  page: 1,
};

/** One room as admins see it. Times are milliseconds since the Unix epoch. */
export interface AdminRoom {
  readonly code: string;
  readonly name: string;
  readonly players: number;
  readonly generation: number;
  readonly version: number;
  readonly scoringLocked: boolean;
  readonly hasPin: boolean;
  readonly createdAt: number;
  readonly activeAt: number;
  readonly closedAt: number | null;
  readonly deletedAt: number | null;
  /** People whose screens show the room now. */
  readonly here: number;
  readonly tapsPerSecond: number;
}

export interface AdminRoomsPage {
  readonly rooms: readonly AdminRoom[];
  /** All that fit the query, and the pages that they fill: at least 1. */
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** The server's clock, for ages. */
  readonly now: number;
}

/**
 * reset: all scores to zero, the old ones archived. restore-scores: the scores before the last reset come back.
 * close: nobody comes in until `open`. delete: as closed, and erased after a week unless restored by `restore`.
 */
export const BULK_ACTIONS = [
  'reset',
  'restore-scores',
  'lock-scoring',
  'unlock-scoring',
  'close',
  'open',
  'delete',
  'restore',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What an action would concern. */
export interface BulkPreview {
  readonly rooms: number;
  readonly players: number;
  /** People whose screens show one of these rooms now. */
  readonly people: number;
}

/** One action on many rooms, under way or done. */
export interface BulkJob {
  readonly id: number;
  readonly action: BulkAction;
  /** How many rooms it is about; null while they are still being found. */
  readonly total: number | null;
  /** Changed, left as they were because there was nothing to change, and failed. */
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly isFinished: boolean;
}

/** How the server does. Milliseconds, bytes; null where nothing was measured lately. */
export interface AdminFigures {
  readonly connections: number;
  /** Rooms with people in them. */
  readonly rooms: number;
  readonly tapsPerSecond: number;
  readonly memoryBytes: number;
  readonly heapBytes: number;
  readonly eventLoopP50Ms: number | null;
  readonly eventLoopP99Ms: number | null;
  readonly commitP50Ms: number | null;
  readonly commitP99Ms: number | null;
  readonly commitsPerSecond: number;
  readonly uptimeMs: number;
  /** Actions on many rooms that are under way. */
  readonly jobs: readonly BulkJob[];
}

export interface AuditLine {
  readonly id: number;
  readonly at: number;
  readonly code: string | null;
  readonly by: 'admin' | Role;
  readonly who: string | null;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditPage {
  readonly entries: readonly AuditLine[];
  /** `before` of the next page; null where this is the last. */
  readonly next: number | null;
}

/** A query as it stands in an address, without what is the default anyway. */
export function overviewSearch(query: OverviewQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (query.text !== '') search.set('text', query.text);
  if (query.order !== FIRST_OVERVIEW.order) search.set('order', query.order);
  if (query.descending !== FIRST_OVERVIEW.descending) {
    search.set('descending', String(query.descending));
  }
  if (query.deleted) search.set('deleted', 'true');
  if (query.page > 1) search.set('page', String(query.page));
  return search;
}

/** The query in an address that {@link overviewSearch} made; what cannot be read is as at first. */
export function overviewOf(search: URLSearchParams): OverviewQuery {
  const flag = (name: string, otherwise: boolean) => {
    const given = search.get(name);
    return given === null ? otherwise : given === 'true';
  };
  const page = Number(search.get('page') ?? 1);
  return {
    text: search.get('text') ?? FIRST_OVERVIEW.text,
    order: OVERVIEW_ORDERS.find((order) => order === search.get('order')) ?? FIRST_OVERVIEW.order,
    descending: flag('descending', FIRST_OVERVIEW.descending),
    deleted: flag('deleted', FIRST_OVERVIEW.deleted),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}
