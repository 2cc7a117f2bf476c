import { afterEach, beforeEach, expect, it } from 'vitest';
import { commitOf, tap, testBoard } from '../storage/testing/storage-test-kit.ts';
import { registerDirectoryContract } from './directory-contract.ts';
import { registerRoomsContract } from './rooms-contract.ts';
import { openDirectoryPlace, type DirectoryPlace } from './testing/directory-place.ts';

registerDirectoryContract('SQLite', openDirectoryPlace);
registerRoomsContract('SQLite', openDirectoryPlace);

let place: DirectoryPlace;

beforeEach(async () => {
  place = await openDirectoryPlace();
});

afterEach(() => place.remove());

it('[DY19] what is asked for is written in order with the commits of rooms, also while it closes', async () => {
  const roomId = await place.room('AAAAAA');
  const commit = commitOf(roomId, testBoard('AAAAAA'), [tap(1, 1)]);
  const { directory, rooms } = place.store;
  const asked = [
    directory.setPin(roomId, '1234'),
    rooms.commit(commit),
    directory.setPin(roomId, '5678'),
  ];
  await place.store.close();
  await Promise.all(asked);
  await place.reopen();
  expect((await place.store.directory.doors(roomId))?.pin).toBe('5678');
  expect((await place.store.rooms.load('AAAAAA'))?.board).toEqual(commit.after);
});
