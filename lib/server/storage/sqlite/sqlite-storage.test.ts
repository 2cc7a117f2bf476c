import { join } from 'node:path';
import { registerStorageContract } from '../testing/room-storage-contract.ts';
import { openSqliteStorage } from './sqlite-storage.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

registerStorageContract('SQLite', async () => {
  const directory = await tempDirectory();
  const file = join(directory.path, 'scoreroom.db');
  return {
    open: async () => (await openSqliteStorage({ file })).rooms,
    remove: async () => directory[Symbol.asyncDispose](),
  };
});
