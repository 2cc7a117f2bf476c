import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { MIGRATIONS, migrate } from './sqlite-migrations.ts';
import { READS } from './sqlite-reads.ts';

it.for(Object.entries(READS))('[SQ9] %s is read by an index, without a sort', ([, sql]) => {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:', MIGRATIONS);
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  const steps = plan.map((row) => String(row['detail']));
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(step).toMatch(/^SEARCH /);
  db.close();
});
