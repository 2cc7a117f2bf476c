import type { Directory, Doors } from './directory.ts';
import type { QueryContext } from './query-context.ts';

export const DOOR_COLUMNS = [
  'id as roomId',
  'code',
  'pin',
  'closed_at as closedAt',
  'deleted_at as deletedAt',
] as const;

type DoorQueries = Pick<
  Directory,
  'doors' | 'doorsByCode' | 'setPin' | 'setClosed' | 'setDeleted' | 'expired'
>;

/** What keeps people out of a room. */
export function doorQueries({ db, executor }: QueryContext): DoorQueries {
  const doors = db.selectFrom('rooms').select(DOOR_COLUMNS).where('erased_at', 'is', null);

  return {
    async doors(roomId) {
      const rows = await executor.query(doors.where('id', '=', roomId).compile());
      return rows[0] ?? null;
    },

    async doorsByCode(code) {
      const rows = await executor.query(doors.where('code', '=', code).compile());
      return rows[0] ?? null;
    },

    async setPin(roomId, pin) {
      const isChanged = db
        .selectFrom('rooms')
        .select('id')
        .where('id', '=', roomId)
        .where('pin', 'is distinct from', pin);
      await executor.transaction([
        db
          .updateTable('visitors')
          .set({ has_pin: 0 })
          .where('room_id', 'in', isChanged)
          .where('has_pin', '=', 1)
          .compile(),
        db.updateTable('rooms').set({ pin }).where('id', '=', roomId).compile(),
      ]);
    },

    async setClosed(roomId, at) {
      const update = db.updateTable('rooms').set({ closed_at: at }).where('id', '=', roomId);
      await executor.transaction([update.compile()]);
    },

    async setDeleted(roomId, at) {
      const update = db
        .updateTable('rooms')
        .set({ deleted_at: at })
        .where('id', '=', roomId)
        // What is half gone does not come back.
        .where('erased_at', 'is', null);
      await executor.transaction([update.compile()]);
    },

    async expired({ deletedBefore, idleSince, limit }) {
      const rooms = db.selectFrom('rooms').select(DOOR_COLUMNS).limit(limit);
      // Erasures that a crash has cut short come first.
      const halfGone = rooms.where('erased_at', 'is not', null);
      const deleted = rooms
        .where('deleted_at', 'is not', null)
        .where('deleted_at', '<', deletedBefore)
        .where('erased_at', 'is', null)
        .orderBy('deleted_at');
      const idle = rooms
        .where('deleted_at', 'is', null)
        .where('updated_at', '<', idleSince)
        // A board that is only looked at is in use.
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('visitors')
                .select('device')
                .whereRef('visitors.room_id', '=', 'rooms.id')
                .where('last_seen_at', '>=', idleSince),
            ),
          ),
        )
        .orderBy('updated_at');
      const found: Doors[] = [];
      for (const query of [halfGone, deleted, idle]) {
        if (found.length < limit) found.push(...(await executor.query(query.compile())));
      }
      return found.slice(0, limit);
    },
  };
}
