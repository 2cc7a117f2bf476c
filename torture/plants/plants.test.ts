import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PLANTS } from './plants.ts';

it.each(PLANTS)('$name has its place in the source, once', ({ edits }) => {
  for (const { module, find } of edits) {
    const source = readFileSync(new URL(`../../${module}`, import.meta.url), 'utf8');
    expect(source.split(find).length - 1, `${module}: ${find}`).toBe(1);
  }
});

it('has a dozen bugs and more, each with a name of its own', () => {
  expect(new Set(PLANTS.map(({ name }) => name)).size).toBe(PLANTS.length);
  expect(PLANTS.length).toBeGreaterThanOrEqual(12);
});
