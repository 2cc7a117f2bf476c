import { Client } from 'pg';

/** Runs SQL beside the storage, as an administrator would. */
export async function runSql(url: string, sql: string): Promise<readonly object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<object>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** Makes the database as if no storage had been there. */
export async function dropAll(url: string): Promise<void> {
  await runSql(url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
}

/** Removes all that a storage keeps, if there was one: sooner done than the schema is made anew for each test. */
export async function removeRows(url: string): Promise<void> {
  const [found] = await runSql(url, `SELECT to_regclass('rooms') AS rooms`);
  if (found === undefined || !('rooms' in found) || found.rooms === null) return;
  // What hangs on rooms goes with them; events hang on nothing.
  const tables = ['rooms', 'score_events', 'audit', 'admin', 'admin_sessions', 'rights_changes'];
  await runSql(url, tables.map((table) => `DELETE FROM ${table};`).join(''));
}
