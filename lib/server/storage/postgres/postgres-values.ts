import { types } from 'pg';
import { assert } from '#lib/shared/assert.ts';

/** PostgreSQL's number of the type `bigint`. */
const INT8 = 20;

/** `bigint` holds versions and milliseconds, which are numbers here. */
export const getTypeParser: typeof types.getTypeParser = (
  oid: number,
  format?: 'text' | 'binary',
) => (oid === INT8 ? safeInteger : (types.getTypeParser(oid, format) as unknown));

function safeInteger(text: string): number {
  const number = Number(text);
  assert(Number.isSafeInteger(number), `${text} is a safe integer`);
  return number;
}
