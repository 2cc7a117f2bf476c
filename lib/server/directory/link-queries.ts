import type { Directory } from './directory.ts';
import type { QueryContext } from './query-context.ts';

export const LINK_COLUMNS = [
  'links.id',
  'links.room_id as roomId',
  'links.role',
  'links.label',
  'links.created_at as createdAt',
  'links.expires_at as expiresAt',
  'links.revoked_at as revokedAt',
  'links.last_used_at as lastUsedAt',
] as const;

type LinkQueries = Pick<
  Directory,
  'createLink' | 'links' | 'findLink' | 'revokeLink' | 'touchLink'
>;

/** The secret links of rooms. */
export function linkQueries({ db, executor }: QueryContext): LinkQueries {
  const links = db.selectFrom('links').select(LINK_COLUMNS);

  return {
    async createLink({ roomId, role, label, keyHash, createdAt, expiresAt }, max) {
      const valid = db
        .selectFrom('links')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('room_id', '=', roomId)
        .where('revoked_at', 'is', null)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', createdAt)]));
      // Changes nothing, and holds the room: of two at the same time, one waits for the other and then finds its link.
      const hold = db
        .updateTable('rooms')
        .set((eb) => ({ pin: eb.ref('pin') }))
        .where('id', '=', roomId);
      const insert = db
        .insertInto('links')
        .columns(['room_id', 'role', 'label', 'key_hash', 'created_at', 'expires_at'])
        .expression(
          db
            .selectFrom('rooms')
            .select((eb) => [
              'id',
              eb.val(role).as('role'),
              eb.val(label).as('label'),
              eb.val(keyHash).as('key_hash'),
              eb.val(createdAt).as('created_at'),
              eb.val(expiresAt).as('expires_at'),
            ])
            .where('id', '=', roomId)
            .where('erased_at', 'is', null)
            .where((eb) => eb(eb.val(max), '>', valid)),
        )
        .returning(LINK_COLUMNS);
      const [, { rows }] = await executor.transaction([hold.compile(), insert.compile()]);
      return rows[0] ?? null;
    },

    async links(roomId) {
      const query = links.where('room_id', '=', roomId).orderBy('links.id');
      return [...(await executor.query(query.compile()))];
    },

    async findLink(keyHash) {
      const rows = await executor.query(links.where('key_hash', '=', keyHash).compile());
      return rows[0] ?? null;
    },

    async revokeLink(roomId, linkId, at) {
      const update = db
        .updateTable('links')
        .set({ revoked_at: at })
        .where('id', '=', linkId)
        .where('room_id', '=', roomId)
        .where('revoked_at', 'is', null)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]));
      const [{ changes }] = await executor.transaction([update.compile()]);
      return changes === 1;
    },

    async touchLink(linkId, at) {
      const update = db.updateTable('links').set({ last_used_at: at }).where('id', '=', linkId);
      await executor.transaction([update.compile()]);
    },
  };
}
