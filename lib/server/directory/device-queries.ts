import type { ExpressionBuilder } from 'kysely';
import type { Directory, Visitor } from './directory.ts';
import { LINK_COLUMNS } from './link-queries.ts';
import type { QueryContext } from './query-context.ts';
import type { Tables } from './tables.ts';

/** Rooms that a device which moves is followed to. */
const MAX_ROOMS_OF_DEVICE = 200;

/** Devices that are noted in one room: somebody with many devices must not fill the disk. */
const MAX_VISITORS = 10_000;

const VISITOR_COLUMNS = [
  'device',
  'name',
  'first_seen_at as firstSeenAt',
  'last_seen_at as lastSeenAt',
  'has_pin as hasPin',
] as const;

type DeviceQueries = Pick<
  Directory,
  'grant' | 'grantsOf' | 'copyGrants' | 'moveDevice' | 'visitor' | 'visit' | 'visitors'
>;

/** What devices hold, and where they have been. */
export function deviceQueries({ db, executor }: QueryContext): DeviceQueries {
  const visitors = db.selectFrom('visitors').select(VISITOR_COLUMNS);

  /** What an insert leaves of a visitor who is known already. */
  const mergeVisits = (eb: ExpressionBuilder<WithNew, 'visitors' | 'excluded'>) => ({
    name: eb.fn.coalesce('excluded.name', 'visitors.name'),
    first_seen_at: eb
      .case()
      .when('visitors.first_seen_at', '<', eb.ref('excluded.first_seen_at'))
      .then(eb.ref('visitors.first_seen_at'))
      .else(eb.ref('excluded.first_seen_at'))
      .end(),
    last_seen_at: eb
      .case()
      .when('visitors.last_seen_at', '>', eb.ref('excluded.last_seen_at'))
      .then(eb.ref('visitors.last_seen_at'))
      .else(eb.ref('excluded.last_seen_at'))
      .end(),
    has_pin: eb
      .case()
      .when('visitors.has_pin', '>', eb.ref('excluded.has_pin'))
      .then(eb.ref('visitors.has_pin'))
      .else(eb.ref('excluded.has_pin'))
      .end(),
  });

  const copyOfGrants = (from: string, to: string) =>
    db
      .insertInto('grants')
      .columns(['device', 'link_id', 'granted_at'])
      .expression(
        db
          .selectFrom('grants')
          .select((eb) => [eb.val(to).as('device'), 'link_id', 'granted_at'])
          .where('device', '=', from),
      )
      .onConflict((conflict) => conflict.columns(['device', 'link_id']).doNothing());

  return {
    async grant(device, linkId, at) {
      const insert = db
        .insertInto('grants')
        .columns(['device', 'link_id', 'granted_at'])
        .expression(
          db
            .selectFrom('links')
            .select((eb) => [eb.val(device).as('device'), 'id', eb.val(at).as('granted_at')])
            .where('id', '=', linkId),
        )
        .onConflict((conflict) =>
          conflict.columns(['device', 'link_id']).doUpdateSet({ granted_at: at }),
        );
      await executor.transaction([insert.compile()]);
    },

    async grantsOf(roomId, device, now) {
      const query = db
        .selectFrom('grants')
        .innerJoin('links', 'links.id', 'grants.link_id')
        .select(LINK_COLUMNS)
        .where('grants.device', '=', device)
        .where('links.room_id', '=', roomId)
        .where('links.revoked_at', 'is', null)
        .where((eb) =>
          eb.or([eb('links.expires_at', 'is', null), eb('links.expires_at', '>', now)]),
        )
        .orderBy('links.id');
      return [...(await executor.query(query.compile()))];
    },

    async copyGrants(from, to) {
      if (from !== to) await executor.transaction([copyOfGrants(from, to).compile()]);
    },

    async moveDevice(from, to) {
      const rooms = db
        .selectFrom('visitors')
        .innerJoin('rooms', 'rooms.id', 'visitors.room_id')
        .select('rooms.code')
        .where('visitors.device', '=', to)
        .where('rooms.deleted_at', 'is', null)
        .orderBy('visitors.last_seen_at', 'desc')
        .limit(MAX_ROOMS_OF_DEVICE);
      if (from === to) return (await executor.query(rooms.compile())).map(({ code }) => code);
      const visits = db
        .insertInto('visitors')
        .columns(['room_id', 'device', 'name', 'first_seen_at', 'last_seen_at', 'has_pin'])
        .expression(
          db
            .selectFrom('visitors')
            .select((eb) => [
              'room_id',
              eb.val(to).as('device'),
              'name',
              'first_seen_at',
              'last_seen_at',
              'has_pin',
            ])
            .where('device', '=', from),
        )
        .onConflict((conflict) => conflict.columns(['room_id', 'device']).doUpdateSet(mergeVisits));
      const [, , , , , moved] = await executor.transaction([
        copyOfGrants(from, to).compile(),
        db.deleteFrom('grants').where('device', '=', from).compile(),
        visits.compile(),
        db.deleteFrom('visitors').where('device', '=', from).compile(),
        // So that the score log knows the device again, and its last tap is found.
        db.updateTable('clients').set({ device: to }).where('device', '=', from).compile(),
        rooms.compile(),
      ]);
      return moved.rows.map(({ code }) => code);
    },

    async visitor(roomId, device) {
      const query = visitors.where('room_id', '=', roomId).where('device', '=', device);
      const [row] = await executor.query(query.compile());
      return row === undefined ? null : visitorOf(row);
    },

    async visit(roomId, { device, name, at, hasPin }) {
      const insert = db
        .insertInto('visitors')
        .columns(['room_id', 'device', 'name', 'first_seen_at', 'last_seen_at', 'has_pin'])
        .expression(
          db
            .selectFrom('rooms')
            .select((eb) => [
              'id',
              eb.val(device).as('device'),
              eb.val(name).as('name'),
              eb.val(at).as('first_seen_at'),
              eb.val(at).as('last_seen_at'),
              eb.val(hasPin ? 1 : 0).as('has_pin'),
            ])
            .where('id', '=', roomId)
            .where('erased_at', 'is', null)
            .where((eb) => {
              const visits = eb
                .selectFrom('visitors')
                .select('device')
                .where('room_id', '=', roomId);
              // Whoever is known is still noted in a room that notes nobody new.
              const isKnown = eb.exists(visits.where('device', '=', device));
              return eb.or([isKnown, eb.not(eb.exists(visits.limit(1).offset(MAX_VISITORS - 1)))]);
            }),
        )
        .onConflict((conflict) => conflict.columns(['room_id', 'device']).doUpdateSet(mergeVisits));
      await executor.transaction([insert.compile()]);
    },

    async visitors(roomId, limit) {
      const query = visitors
        .where('room_id', '=', roomId)
        .orderBy('last_seen_at', 'desc')
        .orderBy('device', 'desc')
        .limit(limit);
      return (await executor.query(query.compile())).map(visitorOf);
    },
  };
}

/** In an upsert: the row that is there, and the one that would have been inserted. */
type WithNew = Tables & { readonly excluded: Tables['visitors'] };

type VisitorRow = Omit<Visitor, 'hasPin'> & { readonly hasPin: number };

function visitorOf({ hasPin, ...visitor }: VisitorRow): Visitor {
  return { ...visitor, hasPin: hasPin === 1 };
}
