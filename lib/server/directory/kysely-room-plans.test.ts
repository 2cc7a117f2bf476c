import { DatabaseSync } from 'node:sqlite';
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS, migrate } from '../storage/sqlite/sqlite-migrations.ts';
import { ROOM_ORDERS, type RoomsQuery } from './directory.ts';
import { compileRooms } from './room-queries.ts';
import type { SqlValue } from './sql-executor.ts';
import type { Tables } from './tables.ts';

const ALL: RoomsQuery = { order: 'code', descending: false, offset: 0, limit: 200 };

describe('the list of many rooms', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:', MIGRATIONS);
  const compiler = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (of) => new SqliteIntrospector(of),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });

  it.for(ROOM_ORDERS)('[DY15] the order by %s is read by an index, without a sort', (order) => {
    for (const descending of [false, true]) {
      for (const text of [undefined, 'quiz']) {
        const { page } = compileRooms({ db: compiler }, { ...ALL, order, descending, text });
        const plan = db
          .prepare(`EXPLAIN QUERY PLAN ${page.sql}`)
          .all(...(page.parameters as SqlValue[]));
        const steps = plan.map((row) => String(row['detail']));
        expect(steps).toHaveLength(1);
        expect(steps[0]).toMatch(/^SCAN rooms USING INDEX rooms_by_/);
      }
    }
  });
});
