import type { DirectoryPlace } from '../../../directory/testing/directory-place.ts';
import { createRoom, testBoard } from '../../testing/storage-test-kit.ts';
import { openPostgresStorage } from '../postgres-storage.ts';
import { removeRows, runSql } from './empty-database.ts';

/** A directory in a PostgreSQL database that is emptied first. */
export async function openPostgresPlace(url: string): Promise<DirectoryPlace> {
  await removeRows(url);
  const place: DirectoryPlace = {
    store: await openPostgresStorage({ url }),
    async reopen() {
      await place.store.close();
      place.store = await openPostgresStorage({ url });
    },
    execute: async (sql) => void (await runSql(url, sql)),
    room(code, name = `Room ${code}`) {
      return createRoom(place.store.rooms, { ...testBoard(code), name });
    },
    remove: () => place.store.close(),
  };
  return place;
}
