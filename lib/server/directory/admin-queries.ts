import type { Directory } from './directory.ts';
import type { QueryContext } from './query-context.ts';

/** There is one admin. */
const ADMIN_ID = 1;

type AdminQueries = Pick<
  Directory,
  | 'adminPassword'
  | 'setAdminPassword'
  | 'createAdminSession'
  | 'adminSession'
  | 'touchAdminSession'
  | 'endAdminSession'
  | 'endAdminSessions'
>;

/** How the admin is known. */
export function adminQueries({ db, executor }: QueryContext): AdminQueries {
  const endSessions = db.deleteFrom('admin_sessions');

  return {
    async adminPassword() {
      const rows = await executor.query(db.selectFrom('admin').select('password').compile());
      return rows[0]?.password ?? null;
    },

    async setAdminPassword(password) {
      const put = db
        .insertInto('admin')
        .values({ id: ADMIN_ID, password })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ password }));
      await executor.transaction([put.compile(), endSessions.compile()]);
    },

    async createAdminSession(idHash, at) {
      const insert = db
        .insertInto('admin_sessions')
        .values({ id_hash: idHash, created_at: at, seen_at: at });
      await executor.transaction([insert.compile()]);
    },

    async adminSession(idHash) {
      const query = db
        .selectFrom('admin_sessions')
        .select(['created_at as createdAt', 'seen_at as seenAt'])
        .where('id_hash', '=', idHash);
      const rows = await executor.query(query.compile());
      return rows[0] ?? null;
    },

    async touchAdminSession(idHash, at) {
      const update = db
        .updateTable('admin_sessions')
        .set({ seen_at: at })
        .where('id_hash', '=', idHash);
      await executor.transaction([update.compile()]);
    },

    async endAdminSession(idHash) {
      await executor.transaction([endSessions.where('id_hash', '=', idHash).compile()]);
    },

    async endAdminSessions() {
      await executor.transaction([endSessions.compile()]);
    },
  };
}
