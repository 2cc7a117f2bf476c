import { ScoreroomError } from '#lib/protocol/errors.ts';
import { TROUBLE_MESSAGES, type DiskTrouble } from './disk-trouble.ts';

/** What went wrong in the storage, as an expected failure that may be over by the next try. */
export function storageUnavailable(
  cause: unknown,
  trouble: DiskTrouble | null = null,
): ScoreroomError {
  const details = trouble === null ? {} : { message: TROUBLE_MESSAGES[trouble] };
  return new ScoreroomError('storage_unavailable', details, cause);
}

export type StorageStartProblem =
  | 'newer_version'
  | 'not_a_database'
  | 'foreign_database'
  | 'damaged'
  | 'in_use'
  | 'not_writable'
  | 'migration_failed'
  | 'access_denied'
  | 'unknown_database';

/**
 * Why the storage cannot be opened, in one line for whoever runs the server: which file, what is wrong, what to do.
 * The file's content is as it was before.
 */
export class StorageStartError extends Error {
  readonly problem: StorageStartProblem;

  constructor(problem: StorageStartProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'StorageStartError';
    this.problem = problem;
  }
}
