import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startPostgres, whyNoPostgres, type PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test file asks for the PostgreSQL of this run. */
    readonly serversUrl: string;
  }
}

/**
 * One PostgreSQL for the whole run, which the first test that asks for it starts: to make one takes seconds on a busy
 * machine, and most runs of a single file need none.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | null = null;
  const server = createServer((_, response) => {
    void (async () => {
      const reason = whyNoPostgres();
      if (reason !== null) return response.writeHead(404).end(reason);
      starting ??= startPostgres();
      return response.end((await starting).urlOf('postgres'));
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('serversUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    await (await starting?.catch(() => null))?.remove();
  };
}
