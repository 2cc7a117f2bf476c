import { describe, expect, it } from 'vitest';
import { expiryOf } from './expiry.ts';

describe('a link for tonight', () => {
  it.each([
    [
      'made in the evening ends in the small hours',
      new Date(2026, 4, 10, 20, 0),
      new Date(2026, 4, 11, 5, 0),
    ],
    [
      'made after midnight ends the same night',
      new Date(2026, 4, 11, 1, 30),
      new Date(2026, 4, 11, 5, 0),
    ],
    ['made at breakfast lasts the day', new Date(2026, 11, 31, 8, 0), new Date(2027, 0, 1, 5, 0)],
  ])('%s', (_, now, end) => {
    expect(expiryOf('tonight', now)).toBe(end.getTime());
  });
});

it('a week is seven days by the clock on the wall', () => {
  const now = new Date(2026, 2, 25, 12, 0);
  expect(expiryOf('week', now)).toBe(new Date(2026, 3, 1, 12, 0).getTime());
  expect(expiryOf('never', now)).toBeNull();
});
