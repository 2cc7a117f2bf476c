import { afterAll, beforeAll } from 'vitest';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../../../../testing/servers/test-database.ts';
import { registerStorageContract } from '../testing/room-storage-contract.ts';
import { openPostgresStorage } from './postgres-storage.ts';
import { removeRows } from './testing/empty-database.ts';

describePostgres('rooms in PostgreSQL', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  registerStorageContract('PostgreSQL', async () => {
    await removeRows(database.url);
    return {
      open: async () => (await openPostgresStorage({ url: database.url })).rooms,
      remove: async () => {},
    };
  });
});
