import { ScoreroomError } from '#lib/protocol/errors.ts';

/** What goes wrong in the storage, as whoever asked hears it. */
export function storageUnavailable(cause: unknown): ScoreroomError {
  return cause instanceof ScoreroomError
    ? cause
    : new ScoreroomError('storage_unavailable', {}, cause);
}
