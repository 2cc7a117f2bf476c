import type { SharedLook, SharedStorage } from '../shared-storage.ts';
import type { PostgresPool } from './postgres-pool.ts';

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
/** Ten times as long as a node needs for a look, so that what becomes visible late is not missed. */
const TOLD_MS = 10_000;
/** Long over. */
const OLD_MS = 3_600_000;

const LOOK = `
  SELECT ${NOW} AS now,
    (SELECT coalesce(json_agg(json_build_object('roomId', id, 'epoch', epoch, 'version', version)), '[]')
      FROM rooms WHERE id = ANY ($1) AND deleted_at IS NULL) AS rooms,
    (SELECT coalesce(json_agg(json_build_object('id', id, 'change', change) ORDER BY id), '[]')
      FROM rights_changes WHERE at > ${NOW} - ${TOLD_MS}) AS changes`;

const TELL = `
  WITH forgotten AS (DELETE FROM rights_changes WHERE at < ${NOW} - ${OLD_MS})
  INSERT INTO rights_changes (at, change) VALUES (${NOW}, $1) RETURNING id`;

/** How the nodes on one PostgreSQL see where rooms stand and whose rights have ended, with nothing but it. */
export class PostgresShared implements SharedStorage {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async look(roomIds: readonly number[]): Promise<SharedLook> {
    const { rows } = await this.#pool.read<SharedLook>(LOOK, [[...roomIds]]);
    const [row] = rows;
    if (row === undefined) throw new Error('a look always has an answer');
    return row;
  }

  async tell(change: unknown): Promise<number> {
    const { rows } = await this.#pool.call<{ id: number }>(TELL, [JSON.stringify(change)]);
    return rows[0]?.id ?? 0;
  }
}
