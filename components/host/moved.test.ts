import { expect, it } from 'vitest';
import { moved } from './moved.ts';

it.each([
  [3, -1, [1, 3, 2, 4]],
  [1, 1, [2, 1, 3, 4]],
  [1, 99, [2, 3, 4, 1]],
  [4, -99, [4, 1, 2, 3]],
  [1, -1, [1, 2, 3, 4]],
  [9, 1, [1, 2, 3, 4]],
])('moves %i by %i', (id, by, expected) => {
  expect(moved([1, 2, 3, 4], id, by)).toEqual(expected);
});
