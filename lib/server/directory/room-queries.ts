import type { Settings } from '#lib/protocol/settings.ts';
import { assert } from '#lib/shared/assert.ts';
import type { Directory, RoomsQuery, RoomSummary } from './directory.ts';
import { DOOR_COLUMNS } from './door-queries.ts';
import { contains } from './like-pattern.ts';
import type { QueryContext } from './query-context.ts';
import { searchWords } from './search-key.ts';

const MAX_ROOMS = 200;

const ORDER_COLUMNS = {
  activity: 'updated_at',
  name: 'name_key',
  code: 'code',
  players: 'player_count',
  created: 'created_at',
} as const satisfies Record<RoomsQuery['order'], string>;

/** The list of rooms. */
export function roomQueries(context: QueryContext): Pick<Directory, 'rooms'> {
  const { executor } = context;
  return {
    async rooms(query) {
      if (query.codes?.length === 0) return { rooms: [], total: 0 };
      const { page, count } = compileRooms(context, query);
      const [rows, counts] = await Promise.all([executor.query(page), executor.query(count)]);
      return { rooms: rows.map(summaryOf), total: counts[0]?.total ?? 0 };
    },
  };
}

/** By themselves, so that a test can ask the database how it would go about them. */
export function compileRooms({ db }: Pick<QueryContext, 'db'>, query: RoomsQuery) {
  const { text, order, descending, deleted = false, codes, offset, limit } = query;
  assert(Number.isInteger(limit) && limit >= 1 && limit <= MAX_ROOMS, 'limit is 1 to 200');
  assert(Number.isInteger(offset) && offset >= 0, 'offset counts from 0');
  let rooms = deleted
    ? db.selectFrom('rooms').where('deleted_at', 'is not', null).where('erased_at', 'is', null)
    : db.selectFrom('rooms').where('deleted_at', 'is', null);
  if (codes !== undefined) rooms = rooms.where('code', 'in', [...codes]);
  for (const word of searchWords(text)) {
    rooms = rooms.where((eb) =>
      eb.or([contains(eb.ref('name_key'), word), contains(eb.ref('code'), word.toUpperCase())]),
    );
  }
  const direction = descending ? 'desc' : 'asc';
  const page = rooms
    .select(DOOR_COLUMNS)
    .select(['name', 'player_count as players', 'generation', 'version', 'settings'])
    .select(['created_at as createdAt', 'updated_at as activeAt'])
    .orderBy(ORDER_COLUMNS[order], direction)
    .orderBy('id', direction)
    .limit(limit)
    .offset(offset)
    .compile();
  const count = rooms.select(({ fn }) => fn.countAll<number>().as('total')).compile();
  return { page, count };
}

type RoomRow = Omit<RoomSummary, 'scoringLocked'> & { readonly settings: string };

function summaryOf({ settings, ...summary }: RoomRow): RoomSummary {
  const { scoringLocked = false } = JSON.parse(settings) as Partial<Settings>;
  return { ...summary, scoringLocked };
}
