import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type Kysely,
} from 'kysely';
import type { SqlAnswer, SqlAnswers, SqlExecutor } from '../../directory/sql-executor.ts';
import type { PostgresPool } from './postgres-pool.ts';

/** Sends the directory's SQL to PostgreSQL. */
export class PostgresExecutor implements SqlExecutor {
  readonly dialect = {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  };
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async query<Row>({ sql, parameters }: CompiledQuery<Row>): Promise<readonly Row[]> {
    const { rows } = await this.#pool.read(sql, parameters);
    // What a query selects is what its type says: the query builder has derived it.
    return rows as readonly Row[];
  }

  async transaction<const Queries extends readonly CompiledQuery[]>(
    queries: Queries,
  ): Promise<SqlAnswers<Queries>> {
    const [only, ...more] = queries;
    if (only !== undefined && more.length === 0) {
      return [await this.#pool.write(only.sql, only.parameters)] as unknown as SqlAnswers<Queries>;
    }
    return await this.#pool.transaction(async (ask) => {
      const answers: SqlAnswer<unknown>[] = [];
      for (const { sql, parameters } of queries) answers.push(await ask(sql, parameters));
      return answers as SqlAnswers<Queries>;
    });
  }

  /**
   * Nothing: rows that were deleted are overwritten when PostgreSQL vacuums, which it does by itself; to do so here would
   * hold up others, and the log and its archives would still have them. What the disk remembers is the server's affair.
   */
  async scrub(): Promise<void> {}
}
