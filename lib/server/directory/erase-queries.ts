import { sql } from 'kysely';
import type { Directory } from './directory.ts';
import type { QueryContext } from './query-context.ts';

/** Rows that go in one transaction: a few milliseconds, in which no tap can be written. */
const ROWS_AT_ONCE = 5_000;
/** JSON. */
const NO_DETAIL = '{}';

/** Removes rooms for good. */
export function eraseQueries({ db, executor }: QueryContext): Pick<Directory, 'erase'> {
  async function eraseAll(
    some: ReturnType<typeof deletions>[number] | ReturnType<typeof bleachings>,
  ): Promise<void> {
    for (;;) {
      const [{ changes }] = await executor.transaction([some]);
      if (changes < ROWS_AT_ONCE) return;
    }
  }

  function deletions(roomId: number) {
    const events = db
      .selectFrom('score_events')
      .select('version')
      .where('room_id', '=', roomId)
      .orderBy('version')
      .limit(ROWS_AT_ONCE);
    const clients = db.selectFrom('clients').select('id').where('room_id', '=', roomId);
    const verdicts = db
      .selectFrom('verdicts')
      .select(['client', 'mutation_id'])
      .where('client', 'in', clients)
      .limit(ROWS_AT_ONCE);
    return [
      db
        .deleteFrom('score_events')
        .where('room_id', '=', roomId)
        .where('version', 'in', events)
        .compile(),
      db
        .deleteFrom('verdicts')
        .where((eb) =>
          eb(
            eb.refTuple('client', 'mutation_id'),
            'in',
            verdicts.$asTuple('client', 'mutation_id'),
          ),
        )
        .compile(),
      db.deleteFrom('clients').where('id', 'in', clients.limit(ROWS_AT_ONCE)).compile(),
      db
        .deleteFrom('visitors')
        .where('room_id', '=', roomId)
        .where(
          'device',
          'in',
          db
            .selectFrom('visitors')
            .select('device')
            .where('room_id', '=', roomId)
            .limit(ROWS_AT_ONCE),
        )
        .compile(),
    ] as const;
  }

  /** What was done stays in the record; names, reasons and labels of the room's people do not. */
  function bleachings(roomId: number) {
    const entries = db
      .selectFrom('audit')
      .select('id')
      .where('room_id', '=', roomId)
      .where((eb) => eb.or([eb('detail', '!=', NO_DETAIL), eb('who', 'is not', null)]))
      .limit(ROWS_AT_ONCE);
    return db
      .updateTable('audit')
      .set({ who: null, detail: NO_DETAIL })
      .set({
        search_key: sql<string>`lower(coalesce(code, '') || ${'\n'} || by_role || ${'\n'} || action)`,
      })
      .where('id', 'in', entries)
      .compile();
  }

  return {
    /**
     * In steps, so that others can save their taps meanwhile. From the first one on the room is nowhere to be found; a
     * crash in between leaves it to {@link Directory.expired}.
     */
    async erase(roomId) {
      const mark = db
        .updateTable('rooms')
        .set({ erased_at: sql<number>`coalesce(deleted_at, updated_at)` })
        .set({ deleted_at: sql<number>`coalesce(deleted_at, updated_at)`, pin: null })
        .where('id', '=', roomId);
      await executor.transaction([mark.compile()]);
      for (const deleteSome of deletions(roomId)) await eraseAll(deleteSome);
      await eraseAll(bleachings(roomId));
      // What is left hangs on the room, and goes with it: players, links with their grants, archives.
      await executor.transaction([db.deleteFrom('rooms').where('id', '=', roomId).compile()]);
      await executor.scrub();
    },
  };
}
