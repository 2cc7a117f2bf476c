import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOG_READS } from './sqlite-log.ts';
import { MIGRATIONS, migrate } from './sqlite-migrations.ts';
import { READS } from './sqlite-reads.ts';

const EVENTS = 100_000;

let db: DatabaseSync;

beforeAll(() => {
  db = new DatabaseSync(':memory:');
  migrate(db, ':memory:', MIGRATIONS);
  db.exec(`
    INSERT INTO rooms (id, code, name, epoch, version, generation, next_player_id, changed_at, created_at, updated_at)
      VALUES (1, 'AAAAAA', 'Long evening', 1, ${EVENTS} + 1, 1, 2, 1, 0, 0);
    INSERT INTO players (room_id, id, name, score, changed_at, profiled_at) VALUES (1, 1, 'Ada', ${EVENTS}, 1, 1);
    INSERT INTO clients (id, room_id, client_id, last_id, seen_at, device) VALUES (1, 1, 'c', ${EVENTS}, 0, 'd');
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${EVENTS})
      INSERT INTO score_events (room_id, version, generation, kind, player, delta, score, client, mutation_id, at)
      SELECT 1, i + 1, 1, 'tap', 1, 1, i, 1, i, 0 FROM n;
    INSERT INTO verdicts (client, mutation_id, version) SELECT 1, mutation_id, version FROM score_events;`);
});

afterAll(() => db.close());

const reads = Object.entries({ ...READS, ...LOG_READS });

it.for(reads)('[SQ9] of 100,000 events, %s is read by an index, without a sort', ([, sql]) => {
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  const steps = plan.map((row) => String(row['detail']));
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(step).toMatch(/^(SEARCH |(CORRELATED )?SCALAR SUBQUERY )/);
});
