import { afterAll, beforeAll } from 'vitest';
import {
  DATABASE_TIMEOUT_MS,
  describePostgres,
  testDatabase,
  type TestDatabase,
} from '../../../../testing/servers/test-database.ts';
import { registerDirectoryContract } from '../../directory/directory-contract.ts';
import { registerRoomsContract } from '../../directory/rooms-contract.ts';
import { openPostgresPlace } from './testing/postgres-place.ts';

describePostgres('the directory in PostgreSQL', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  }, DATABASE_TIMEOUT_MS);

  afterAll(() => database.remove());

  registerDirectoryContract('PostgreSQL', () => openPostgresPlace(database.url));
  registerRoomsContract('PostgreSQL', () => openPostgresPlace(database.url));
});
