import { randomBytes } from 'node:crypto';
import { describe, inject, it } from 'vitest';
import { createDatabase, dropDatabase, whyNoPostgres } from './postgres-server.ts';

/** To start a server and to make a database in it takes seconds on a busy machine. */
export const DATABASE_TIMEOUT_MS = 60_000;

export interface TestDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

/** A fresh, empty database in the PostgreSQL of this test run. */
export async function testDatabase(): Promise<TestDatabase> {
  const answer = await fetch(inject('serversUrl'));
  const server = await answer.text();
  if (!answer.ok) throw new Error(server);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await createDatabase(server, name);
  return { url, remove: () => dropDatabase(server, name) };
}

/**
 * Tests that need a PostgreSQL: where there is none they are skipped with the reason, and in CI they fail, because nobody
 * would notice.
 */
export function describePostgres(name: string, register: () => void): void {
  const missing = whyNoPostgres();
  describe.runIf(missing === null)(`${name}`, () => {
    // Tests that are not there are told of once, and not one by one.
    if (missing === null) register();
  });
  it.for(missing === null ? [] : [missing])(`${name}: %s`, (reason, { skip }) => {
    if (process.env['CI'] !== undefined) throw new Error(reason);
    skip(reason);
  });
}
