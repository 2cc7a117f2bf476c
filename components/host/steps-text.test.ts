import { expect, it } from 'vitest';
import { parseSteps, writeSteps } from './steps-text.ts';

it.each([
  ['1, 5, 10', [1, 5, 10]],
  ['-1 +1 +5', [-1, 1, 5]],
  ['\u22123; 7,', [-3, 7]],
])('reads %j', (text, steps) => {
  expect(parseSteps(text)).toEqual({ ok: true, value: steps });
});

it.each([
  ['', 'at least one'],
  ['1 2 3 4 5 6 7', 'at most 6'],
  ['1, two', 'two is not'],
  ['1.5', '1.5 is not'],
  ['0', 'change nothing'],
  ['2000000', 'more than one tap'],
  ['5, +5', 'twice'],
])('says what is wrong with %j', (text, problem) => {
  const parsed = parseSteps(text);
  expect(parsed.ok ? '' : parsed.error).toContain(problem);
});

it('reads back what it writes', () => {
  expect(parseSteps(writeSteps([-1, 1, 25]))).toEqual({ ok: true, value: [-1, 1, 25] });
});
