import { DummyDriver, Kysely } from 'kysely';
import type { SqlExecutor } from './sql-executor.ts';
import type { Tables } from './tables.ts';

/** What the parts of the directory write their queries with, and where they send them. */
export interface QueryContext {
  /** Only compiles: it holds no connection. */
  readonly db: Kysely<Tables>;
  readonly executor: SqlExecutor;
}

export function createQueryContext(executor: SqlExecutor): QueryContext {
  const dialect = { ...executor.dialect, createDriver: () => new DummyDriver() };
  return { db: new Kysely<Tables>({ dialect }), executor };
}
