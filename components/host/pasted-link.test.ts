import { expect, it } from 'vitest';
import { hostAddressOf } from './pasted-link.ts';

const key = 'aB3_-'.repeat(9).slice(0, 43);

it.each([
  ['a whole link', `https://scores.example/r/K7WX4C#key=${key}`, `/r/K7WX4C/host#key=${key}`],
  [
    'a link of the host page',
    `http://10.0.0.2:3000/r/K7WX4C/host#key=${key}`,
    `/r/K7WX4C/host#key=${key}`,
  ],
  [
    'another room’s link',
    `https://scores.example/r/CCCCCC#key=${key}`,
    `/r/CCCCCC/host#key=${key}`,
  ],
  ['a bare key, with spaces around', `  ${key}\n`, `/r/K7WX4C/host#key=${key}`],
])('understands %s', (_, pasted, address) => {
  expect(hostAddressOf(pasted, 'K7WX4C')).toBe(address);
});

it.each([
  ['nothing', ''],
  ['a link without a key', 'https://scores.example/r/K7WX4C'],
  ['a cut key', `https://scores.example/r/K7WX4C#key=${key.slice(1)}`],
  ['a script', 'javascript:alert(1)'],
])('takes no %s', (_, pasted) => {
  expect(hostAddressOf(pasted, 'K7WX4C')).toBeNull();
});
