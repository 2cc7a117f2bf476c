/** SQLite's primary result codes that mean something to us; see https://sqlite.org/rescode.html. */
export const SQLITE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const;

/** The primary result code of what SQLite threw, or null where SQLite did not throw it. */
export function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  // The upper bits tell the variety, such as which constraint.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}
