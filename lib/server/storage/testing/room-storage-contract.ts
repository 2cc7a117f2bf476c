import { registerCommitContract } from './room-commits-contract.ts';
import { registerHistoryContract } from './room-history-contract.ts';
import type { StoragePlace } from './storage-place.ts';

/** The rules that every engine behind the port keeps: `SPEC.md` lists them by the ids in the titles. */
export function registerStorageContract(
  engine: string,
  makePlace: () => Promise<StoragePlace>,
): void {
  registerCommitContract(engine, makePlace);
  registerHistoryContract(engine, makePlace);
}
