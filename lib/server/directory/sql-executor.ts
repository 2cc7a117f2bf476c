import type { CompiledQuery, Dialect } from 'kysely';

/** A value that goes to a database or comes from it. */
export type SqlValue = string | number | null | Uint8Array;

/** One statement, with a value for each of its parameters. */
export interface SqlStatement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What a statement read or returned, and how many rows it changed. */
export interface SqlAnswer<Row> {
  readonly rows: readonly Row[];
  readonly changes: number;
}

/** Answers of the same number and order as the queries. */
export type SqlAnswers<Queries extends readonly CompiledQuery[]> = {
  readonly [Index in keyof Queries]: Queries[Index] extends CompiledQuery<infer Row>
    ? SqlAnswer<Row>
    : never;
};

/**
 * A database that a {@link Directory} is kept in. The query builder only writes SQL; this is where it goes.
 * Each method rejects with `storage_unavailable` where the database cannot serve.
 */
export interface SqlExecutor {
  /** How this database is spoken to. */
  readonly dialect: Pick<Dialect, 'createAdapter' | 'createQueryCompiler' | 'createIntrospector'>;
  /** Reads. */
  query<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]>;
  /** Writes all of it or nothing; it is durable when this resolves. */
  transaction<const Queries extends readonly CompiledQuery[]>(
    queries: Queries,
  ): Promise<SqlAnswers<Queries>>;
  /** Sees to it that nothing of what was deleted can be read in the database's files any more. */
  scrub(): Promise<void>;
}
