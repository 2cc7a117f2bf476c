import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStorage, type OpenStorage } from '../../storage/sqlite/sqlite-storage.ts';
import { createRoom, testBoard } from '../../storage/testing/storage-test-kit.ts';
import { tempDirectory } from '../../storage/testing/temp-directory.ts';

/** A directory in a database of its own, which can be closed and opened again. */
export interface DirectoryPlace {
  store: OpenStorage;
  reopen(): Promise<void>;
  /** Runs SQL beside the storage, which is another one afterwards. */
  execute(sql: string): Promise<void>;
  /** Makes a room with two players, and returns its number. */
  room(code: string, name?: string): Promise<number>;
  remove(): Promise<void>;
}

export interface SqliteDirectoryPlace extends DirectoryPlace {
  readonly file: string;
}

export async function openDirectoryPlace(): Promise<SqliteDirectoryPlace> {
  const directory = await tempDirectory();
  const file = join(directory.path, 'scoreroom.db');
  const place: SqliteDirectoryPlace = {
    file,
    store: await openSqliteStorage({ file }),
    async reopen() {
      await place.store.close();
      place.store = await openSqliteStorage({ file });
    },
    async execute(sql) {
      await place.store.close();
      const db = new DatabaseSync(file);
      db.exec(sql);
      db.close();
      place.store = await openSqliteStorage({ file });
    },
    room(code, name = `Room ${code}`) {
      return createRoom(place.store.rooms, { ...testBoard(code), name });
    },
    async remove() {
      await place.store.close();
      await directory[Symbol.asyncDispose]();
    },
  };
  return place;
}
