import { afterEach, beforeEach } from 'vitest';
import type { RoomStorage } from '../room-storage.ts';

/** One place where rooms are kept, which outlives the storages that are opened on it. */
export interface StoragePlace {
  open(): Promise<RoomStorage>;
  remove(): Promise<void>;
}

interface UsedStorage {
  /** Closes the storage, and opens another on the same place. */
  reopen(): Promise<void>;
}

/** A place of its own for each test. */
export function useStorage(
  makePlace: () => Promise<StoragePlace>,
  onOpened: (storage: RoomStorage) => void,
): UsedStorage {
  let place: StoragePlace;
  let storage: RoomStorage;

  async function open(): Promise<void> {
    storage = await place.open();
    onOpened(storage);
  }

  beforeEach(async () => {
    place = await makePlace();
    await open();
  });

  afterEach(async () => {
    await storage.close();
    await place.remove();
  });

  return {
    async reopen() {
      await storage.close();
      await open();
    },
  };
}
