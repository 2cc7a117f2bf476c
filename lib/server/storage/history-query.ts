import { assert } from '#lib/shared/assert.ts';
import type { LogQuery } from './room-storage.ts';

const MAX_HISTORY = 1_000;

/** The edge clamps what people ask for; a limit that gets here out of range is a bug, and would be a long read. */
export function assertHistoryQuery({ limit }: Pick<LogQuery, 'limit'>): void {
  assert(Number.isInteger(limit) && limit >= 1 && limit <= MAX_HISTORY, 'limit is 1 to 1,000');
}
