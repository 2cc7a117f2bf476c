import { join } from 'node:path';
import { openSqliteStorage, type OpenStorage } from '../../storage/sqlite-storage.ts';
import { createRoom, testBoard } from '../../storage/storage-test-kit.ts';
import { tempDirectory } from '../../storage/temp-directory.ts';

/** A directory in a file of its own, which can be closed and opened again. */
export interface DirectoryPlace {
  readonly file: string;
  store: OpenStorage;
  reopen(): Promise<void>;
  /** Makes a room with two players, and returns its number. */
  room(code: string, name?: string): Promise<number>;
  remove(): Promise<void>;
}

export async function openDirectoryPlace(): Promise<DirectoryPlace> {
  const directory = await tempDirectory();
  const file = join(directory.path, 'scoreroom.db');
  const place: DirectoryPlace = {
    file,
    store: await openSqliteStorage({ file }),
    async reopen() {
      await place.store.close();
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
