import { assert } from '#lib/shared/assert.ts';
import type { AuditEntry, Directory } from './directory.ts';
import { contains } from './like-pattern.ts';
import type { QueryContext } from './query-context.ts';
import { searchKey, searchWords } from './search-key.ts';

const MAX_ENTRIES = 200;

type AuditQueries = Pick<Directory, 'record' | 'audit' | 'forgetAudit'>;

/** What admins and hosts did. */
export function auditQueries({ db, executor }: QueryContext): AuditQueries {
  return {
    async record({ at, roomId, code, by, who, action, detail }) {
      const json = JSON.stringify(detail);
      const key = searchKey(
        [code, by, who, action, json].filter((text) => text !== null).join('\n'),
      );
      const entry = { at, room_id: roomId, code, by_role: by, who, action };
      const insert = db.insertInto('audit').values({ ...entry, detail: json, search_key: key });
      await executor.transaction([insert.compile()]);
    },

    async audit({ code, text, before, limit }) {
      assert(Number.isInteger(limit) && limit >= 1 && limit <= MAX_ENTRIES, 'limit is 1 to 200');
      let query = db
        .selectFrom('audit')
        .select(['id', 'at', 'room_id as roomId', 'code', 'by_role as by', 'who', 'action'])
        .select('detail')
        .orderBy('id', 'desc')
        .limit(limit);
      if (code !== undefined) query = query.where('code', '=', code);
      if (before !== undefined) query = query.where('id', '<', before);
      for (const word of searchWords(text)) {
        query = query.where((eb) => contains(eb.ref('search_key'), word));
      }
      const rows = await executor.query(query.compile());
      return rows.map(({ detail, ...entry }) => {
        return { ...entry, detail: JSON.parse(detail) as AuditEntry['detail'] };
      });
    },

    async forgetAudit(before) {
      await executor.transaction([db.deleteFrom('audit').where('at', '<', before).compile()]);
    },
  };
}
