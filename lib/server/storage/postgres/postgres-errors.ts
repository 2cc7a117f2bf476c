import { ScoreroomError } from '#lib/protocol/errors.ts';
import { storageUnavailable } from '../storage-errors.ts';
import { IMPOSSIBLE_STATE } from './commit-function.ts';

/** PostgreSQL's codes that mean something to us; see https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export const SQLSTATE = {
  deadlock: '40P01',
  serialization: '40001',
  wrongPassword: '28P01',
  accessDenied: '28000',
  unknownDatabase: '3D000',
  notAllowed: '42501',
} as const;

/** Constraints of the schema: what was asked for contradicts what is kept. */
const CONSTRAINT_CLASS = '23';
/** The server is going away, or just coming: another connection may do. */
const LOST_CLASSES = ['08', '57'];

/** The code of what PostgreSQL answered, or Node for a connection; null where there is none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

function isSqlState(code: string | null): code is string {
  return code !== null && /^[0-9A-Z]{5}$/.test(code);
}

export function isContradiction(error: unknown): boolean {
  const code = codeOf(error);
  return code === IMPOSSIBLE_STATE || (isSqlState(code) && code.startsWith(CONSTRAINT_CLASS));
}

/** PostgreSQL undid the transaction for others' sake: asked for again, it may well go. */
export function isUndoneForOthers(error: unknown): boolean {
  const code = codeOf(error);
  return code === SQLSTATE.deadlock || code === SQLSTATE.serialization;
}

/** Whether the connection is gone, and not only what was asked on it. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error);
  return !isSqlState(code) || LOST_CLASSES.some((start) => code.startsWith(start));
}

/**
 * What goes on to others of a failure: a contradiction as the bug that it is, everything else as a storage that cannot serve.
 * Only the message of what the driver threw: its errors carry the connection along, and that knows the password.
 */
export function failureOf(error: unknown): Error {
  if (error instanceof ScoreroomError) return error;
  const plain = new Error(reasonOf(error));
  return isContradiction(error) ? plain : storageUnavailable(plain);
}

export function reasonOf(error: unknown): string {
  // Where a name has several addresses, each has failed by itself.
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(reasonOf).join('; ');
  }
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  return code === null || error.message.includes(code)
    ? error.message
    : `${error.message} (${code})`;
}
