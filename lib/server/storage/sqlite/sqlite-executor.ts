import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type Kysely,
} from 'kysely';
import { assert } from '#lib/shared/assert.ts';
import type {
  SqlAnswers,
  SqlExecutor,
  SqlStatement,
  SqlValue,
} from '../../directory/sql-executor.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { SqliteWriter } from './sqlite-writer.ts';

/** Sends the directory's SQL to the storage's thread: reads by themselves, writes with the rooms' groups. */
export class SqliteExecutor implements SqlExecutor {
  readonly dialect = {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
  readonly #thread: SqliteThread;
  readonly #writer: SqliteWriter;

  constructor(thread: SqliteThread, writer: SqliteWriter) {
    this.#thread = thread;
    this.#writer = writer;
  }

  async query<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]> {
    const { rows } = await this.#thread.ask({ type: 'query', statement: statementOf(query) });
    // What a query selects is what its type says: the query builder has derived it.
    return rows as readonly Row[];
  }

  async transaction<const Queries extends readonly CompiledQuery[]>(
    queries: Queries,
  ): Promise<SqlAnswers<Queries>> {
    const outcome = await this.#writer.add({ type: 'sql', statements: queries.map(statementOf) });
    assert(
      outcome.type === 'answers',
      outcome.type === 'impossible' ? outcome.message : `unexpected answer ${outcome.type}`,
    );
    return outcome.answers as SqlAnswers<Queries>;
  }

  async scrub(): Promise<void> {
    await this.#thread.ask({ type: 'scrub' });
  }
}

function statementOf({ sql, parameters }: CompiledQuery): SqlStatement {
  // Tables are declared with values that SQLite knows, so the parameters are no others.
  return { sql, parameters: parameters as readonly SqlValue[] };
}
