import {
  ADMIN_LIMITS,
  type AdminRoom,
  type AdminRoomsPage,
  type OverviewQuery,
} from '#lib/protocol/admin.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Directory, RoomsQuery, RoomSummary } from '../directory/directory.ts';

/** What happens in a room that is in memory. */
export interface LiveRoom {
  readonly code: string;
  readonly here: number;
  readonly tapsPerSecond: number;
}

export interface RoomsOverviewOptions {
  readonly directory: Pick<Directory, 'rooms'>;
  /** The rooms in memory; all others have nobody in them. */
  readonly live: () => Iterable<LiveRoom>;
  readonly clock: Pick<Clock, 'now'>;
}

/** As many as the directory gives at a time. */
const CHUNK = 200;

interface Range {
  readonly from: number;
  readonly to: number;
}

type Found = Pick<RoomsQuery, 'text' | 'deleted'>;

/** All rooms of the server, page by page, with what happens in them now. */
export class RoomsOverview {
  readonly #options: RoomsOverviewOptions;

  constructor(options: RoomsOverviewOptions) {
    this.#options = options;
  }

  /** A page beyond the last is the last. */
  async page(query: OverviewQuery): Promise<AdminRoomsPage> {
    const { clock, live } = this.#options;
    const busy = new Map<string, LiveRoom>();
    for (const room of live())
      if (room.here > 0 || room.tapsPerSecond > 0) busy.set(room.code, room);
    const first = await this.#slice(query, busy, (query.page - 1) * ADMIN_LIMITS.pageRooms);
    const pages = Math.max(1, Math.ceil(first.total / ADMIN_LIMITS.pageRooms));
    const page = Math.min(query.page, pages);
    const { rooms, total } =
      page === query.page
        ? first
        : await this.#slice(query, busy, (page - 1) * ADMIN_LIMITS.pageRooms);
    return {
      rooms: rooms.map((room) => withLive(room, busy.get(room.code))),
      total,
      page,
      pages,
      now: clock.now(),
    };
  }

  /** How these rooms are now. */
  async rows(codes: readonly string[], deleted: boolean): Promise<AdminRoomsPage> {
    const { clock, live } = this.#options;
    const wanted = new Set(codes);
    const busy = new Map<string, LiveRoom>();
    for (const room of live()) if (wanted.has(room.code)) busy.set(room.code, room);
    const found = await this.named(codes, { deleted });
    const rooms = found.map((room) => withLive(room, busy.get(room.code)));
    return { rooms, total: rooms.length, page: 1, pages: 1, now: clock.now() };
  }

  /** The rooms of these codes, in the order of the codes; those that are no more are left out. */
  async named(codes: readonly string[], found: Found = {}): Promise<RoomSummary[]> {
    const rooms: RoomSummary[] = [];
    for (let from = 0; from < codes.length; from += CHUNK) {
      const chunk = codes.slice(from, from + CHUNK);
      const page = await this.#options.directory.rooms({
        ...found,
        codes: chunk,
        order: 'code',
        descending: false,
        offset: 0,
        limit: CHUNK,
      });
      rooms.push(...page.rooms);
    }
    const places = new Map(codes.map((code, place) => [code, place]));
    return rooms.toSorted((a, b) => (places.get(a.code) ?? 0) - (places.get(b.code) ?? 0));
  }

  /** Goes through all rooms that match, some at a time; rooms that are made meanwhile come last. */
  async *all(found: Found): AsyncGenerator<readonly RoomSummary[]> {
    for (let offset = 0; ; offset += CHUNK) {
      const { rooms } = await this.#options.directory.rooms({
        ...found,
        order: 'created',
        descending: false,
        offset,
        limit: CHUNK,
      });
      if (rooms.length > 0) yield rooms;
      if (rooms.length < CHUNK) return;
    }
  }

  async #slice(
    { text, order, descending, deleted }: OverviewQuery,
    busy: ReadonlyMap<string, LiveRoom>,
    offset: number,
  ): Promise<{ rooms: readonly RoomSummary[]; total: number }> {
    const limit = ADMIN_LIMITS.pageRooms;
    const found = { text: text === '' ? undefined : text, deleted };
    if (order !== 'people' && order !== 'taps') {
      return this.#options.directory.rooms({ ...found, order, descending, offset, limit });
    }
    const sign = descending ? -1 : 1;
    const amount = ({ code }: RoomSummary) => amountOf(order, busy.get(code));
    const named = await this.named([...busy.keys()], found);
    const moving = named
      .filter((room) => amount(room) > 0)
      .toSorted((a, b) => sign * (amount(a) - amount(b)) || b.activeAt - a.activeAt);
    const total = await this.#count(found);
    // Those with nothing going on come as one block, behind or before the others.
    const still = total - moving.length;
    const stillFrom = descending ? moving.length : 0;
    const movingFrom = descending ? 0 : still;
    const window = { from: offset, to: offset + limit };
    const moved = within(window, { from: movingFrom, to: movingFrom + moving.length });
    const shown = moving.slice(moved.from, moved.to);
    const rest = await this.#without(
      new Set(moving.map(({ code }) => code)),
      found,
      within(window, { from: stillFrom, to: stillFrom + still }),
    );
    return { rooms: descending ? [...shown, ...rest] : [...rest, ...shown], total };
  }

  async #count(found: Found): Promise<number> {
    const query = { ...found, order: 'code', descending: false, offset: 0, limit: 1 } as const;
    return (await this.#options.directory.rooms(query)).total;
  }

  /** A slice of the rooms that are not among the codes, the latest first. */
  async #without(
    codes: ReadonlySet<string>,
    found: Found,
    { from: offset, to }: Range,
  ): Promise<RoomSummary[]> {
    const limit = to - offset;
    const slice: RoomSummary[] = [];
    let skipped = 0;
    for (let from = 0; slice.length < limit; from += CHUNK) {
      const { rooms } = await this.#options.directory.rooms({
        ...found,
        order: 'activity',
        descending: true,
        offset: from,
        limit: CHUNK,
      });
      for (const room of rooms) {
        if (codes.has(room.code) || slice.length === limit) continue;
        if (skipped < offset) skipped += 1;
        else slice.push(room);
      }
      if (rooms.length < CHUNK) break;
    }
    return slice;
  }
}

/** The part of the block that lies in the window, counted from the block's own start. */
function within(window: Range, block: Range): Range {
  const from = Math.max(window.from, block.from) - block.from;
  return { from, to: Math.max(from, Math.min(window.to, block.to) - block.from) };
}

function amountOf(order: 'people' | 'taps', room: LiveRoom | undefined): number {
  return (order === 'people' ? room?.here : room?.tapsPerSecond) ?? 0;
}

function withLive(room: RoomSummary, live: LiveRoom | undefined): AdminRoom {
  const { roomId: _, pin, ...rest } = room;
  return {
    ...rest,
    hasPin: pin !== null,
    here: live?.here ?? 0,
    tapsPerSecond: live?.tapsPerSecond ?? 0,
  };
}
