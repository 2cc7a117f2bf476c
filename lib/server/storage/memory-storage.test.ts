import { createMemoryStorage, MemoryDisk } from './memory-storage.ts';
import { registerStorageContract } from './testing/room-storage-contract.ts';

registerStorageContract('memory', () => {
  const disk = new MemoryDisk();
  return Promise.resolve({
    open: () => Promise.resolve(createMemoryStorage(disk)),
    remove: () => Promise.resolve(),
  });
});
