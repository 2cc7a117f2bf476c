import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { storageUnavailable } from '../storage-errors.ts';
import type { StorageLog } from '../storage-log.ts';
import { LOCK_TIMEOUT_MS } from './commit-function.ts';
import {
  failureOf,
  isContradiction,
  isLost,
  isUndoneForOthers,
  reasonOf,
} from './postgres-errors.ts';
import { getTypeParser } from './postgres-values.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** Whoever waits longer for an answer waits for a server that is gone without a word. */
const QUERY_TIMEOUT_MS = 10_000;
/** How often a transaction is tried that PostgreSQL undoes for others' sake. */
const MAX_TRIES = 5;

/**
 * How a transaction begins. Its limits are set in it and not for the session, which behind a pool of connections such as
 * PgBouncer is somebody else's the next moment. A node that dies or hangs lets go of its locks within two seconds.
 */
const BEGIN = `
  BEGIN;
  SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS};
  SET LOCAL statement_timeout = 5000;
  SET LOCAL idle_in_transaction_session_timeout = 2000;`;

/** Where the server is not asked to wait for its disk, we ask it: what was acknowledged is durable. */
const BEGIN_DURABLY = `${BEGIN} SET LOCAL synchronous_commit = on;`;

export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly changes: number;
}

export type Ask = <Row extends QueryResultRow>(
  sql: string,
  values?: readonly unknown[],
) => Promise<Rows<Row>>;

/** A connection with a transaction that has begun. Exactly one of its ends is called, once. */
export interface OpenTransaction {
  readonly ask: Ask;
  /** Resolves when it is durable. */
  commit(): Promise<void>;
  /** Undoes it, where the connection is still there to do so. */
  rollback(): Promise<void>;
}

export interface PostgresPoolOptions {
  readonly url: string;
  readonly maxConnections: number;
  readonly log: StorageLog;
}

/** The connections to PostgreSQL, and what becomes of their failures. */
export class PostgresPool {
  readonly #pool: Pool;
  readonly #log: StorageLog;
  readonly #underWay = new Set<Promise<unknown>>();
  #begin = BEGIN_DURABLY;
  #isFailing = false;
  #closing: Promise<void> | null = null;

  constructor({ url, maxConnections, log }: PostgresPoolOptions) {
    this.#log = log;
    this.#pool = new Pool({
      connectionString: url,
      max: maxConnections,
      application_name: 'scoreroom',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      types: { getTypeParser },
    });
    // A connection that breaks while nobody asks is none of anybody's business: the next one is made anew.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Looks at how durable the server's commits are. */
  async prepare(): Promise<void> {
    const { rows } = await this.read<{ setting: string }>(
      `SELECT current_setting('synchronous_commit') AS setting`,
    );
    this.#begin = rows[0]?.setting === 'off' ? BEGIN_DURABLY : BEGIN;
  }

  /** One statement that changes nothing: where the connection is lost, another one is asked. */
  read<Row extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Rows<Row>> {
    return this.#track(async () => {
      try {
        return await this.#once<Row>(sql, values);
      } catch (error: unknown) {
        if (!isLost(error)) throw error;
        return await this.#once<Row>(sql, values);
      }
    });
  }

  /** One statement that is a transaction of its own, and sees to its durability itself: see `commit-function.ts`. */
  call<Row extends QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Rows<Row>> {
    return this.#track(() => retried(() => this.#once<Row>(sql, values)));
  }

  /** One statement as a transaction of its own; it is durable when this resolves. */
  write<Row extends QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Rows<Row>> {
    // Where the server waits for its disk by itself there is no need to tell it, by two more round trips.
    if (this.#begin === BEGIN) return this.call(sql, values);
    return this.transaction((ask) => ask<Row>(sql, values));
  }

  /** Runs all of it or nothing; it is durable when this resolves. */
  transaction<T>(run: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#track(() =>
      retried(async () => {
        const open = await this.#open();
        let result: T;
        try {
          result = await run(open.ask);
        } catch (error: unknown) {
          await open.rollback();
          throw error;
        }
        await open.commit();
        return result;
      }),
    );
  }

  /** Begins a transaction that its holder ends; `close` does not wait for it. */
  begin(): Promise<OpenTransaction> {
    return this.#track(() => this.#open());
  }

  /** Waits for what was asked for, then lets go of all connections. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#pool.end();
  }

  async #once<Row extends QueryResultRow>(
    sql: string,
    values: readonly unknown[],
  ): Promise<Rows<Row>> {
    const client = await this.#pool.connect();
    try {
      const rows = await askOf(client)<Row>(sql, values);
      client.release();
      return rows;
    } catch (error: unknown) {
      client.release(isLost(error));
      throw error;
    }
  }

  async #open(): Promise<OpenTransaction> {
    const client = await this.#pool.connect();
    const end = async (sql: string): Promise<void> => {
      try {
        await client.query(sql);
        client.release();
      } catch (error: unknown) {
        client.release(true);
        throw error;
      }
    };
    try {
      await client.query(this.#begin);
    } catch (error: unknown) {
      client.release(true);
      throw error;
    }
    return {
      ask: askOf(client),
      commit: () => end('COMMIT'),
      // What cannot be undone on a connection is undone with it.
      rollback: () => end('ROLLBACK').catch(() => undefined),
    };
  }

  #track<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) {
      return Promise.reject(storageUnavailable(new Error('The storage is closed')));
    }
    const work = run().then(
      (value) => {
        this.#noteSuccess();
        return value;
      },
      (error: unknown) => {
        this.#noteFailure(error);
        throw failureOf(error);
      },
    );
    const forget = () => void this.#underWay.delete(work);
    this.#underWay.add(work);
    work.then(forget, forget);
    return work;
  }

  #noteSuccess(): void {
    if (this.#isFailing) this.#log.warn({}, 'PostgreSQL serves again');
    this.#isFailing = false;
  }

  /** Once, not for each tap. */
  #noteFailure(error: unknown): void {
    if (isContradiction(error) || this.#isFailing) return;
    this.#isFailing = true;
    this.#log.error({ reason: reasonOf(error) }, 'PostgreSQL does not serve');
  }
}

function askOf(client: PoolClient): Ask {
  return async <Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
    // Never by a name: a prepared statement stays with its session, and the session may be another's.
    const { rows, rowCount } = await client.query<Row>(sql, [...values]);
    return { rows, changes: rowCount ?? 0 };
  };
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error: unknown) {
      if (!isUndoneForOthers(error) || tries >= MAX_TRIES) throw error;
    }
  }
}
