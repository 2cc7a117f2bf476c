import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { deltaMessageSchema } from '#lib/protocol/server-messages.ts';
import { encodeEvent } from './direct-line.ts';

/** After a long evening: a million changes, on a board as long as one can be, with scores of five digits. */
const VERSION = 1_000_000;
const FIRST_PLAYER = 251;
const SCORE = 12_345;

/** The whole frame that each viewer is sent, its header too; TCP and IP add theirs. */
function bytesOf(changed: number): number {
  const scores = Array.from({ length: changed }, (_, index) => [
    FIRST_PLAYER + index,
    SCORE + index,
  ]).flat();
  const delta = v.parse(deltaMessageSchema, [VERSION, VERSION + changed, scores]);
  return encodeEvent('delta', delta).frame.length;
}

describe('what a viewer is sent of changed scores', () => {
  it.each([
    { changed: 1, bytes: 43 },
    { changed: 10, bytes: 135 },
    { changed: 50, bytes: 535 },
  ])('is at most $bytes bytes for $changed', ({ changed, bytes }) => {
    expect(bytesOf(changed)).toBeLessThanOrEqual(bytes);
  });

  it('is ten bytes for each score more', () => {
    expect(bytesOf(300 - FIRST_PLAYER) - bytesOf(299 - FIRST_PLAYER)).toBe(10);
  });
});
