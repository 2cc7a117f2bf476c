import { Client, types } from 'pg';

const INT8 = 20;

/** Asks PostgreSQL itself, past all code that serves what it keeps. Whole numbers come as numbers. */
export async function withPostgres<T>(
  url: string,
  run: (ask: <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: url,
    application_name: 'torture',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : (types.getTypeParser(oid, format) as unknown),
    },
  });
  // Whoever asks meanwhile is told as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // The columns are what the statement names.
    return await run(
      async <Row>(sql: string, ...values: unknown[]) =>
        (await client.query(sql, values)).rows as Row[],
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
