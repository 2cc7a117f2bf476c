import { describe, expect, it } from 'vitest';
import { inexactVersions, pinProblems, pins } from './pins.ts';

const held = Object.fromEntries(
  pins.map(({ name, range }) => [`node_modules/${name}`, { version: range.replace('>=', '') }]),
);

describe('pins', () => {
  it('hold where every copy is new enough', () => {
    expect(pinProblems({ packages: held })).toEqual([]);
  });

  it.each([
    [
      'an old copy deep in the tree',
      { 'node_modules/engine.io/node_modules/ws': { version: '8.21.3' } },
    ],
    ['a newer version where one is exact', { 'node_modules/playwright': { version: '1.65.1' } }],
    [
      'a version before the first that is safe',
      { 'node_modules/next': { version: '16.4.6-canary.1' } },
    ],
    ['an optional package that is there and old', { 'node_modules/sharp': { version: '0.34.0' } }],
  ])('catch %s', (_what, entry) => {
    const [path] = Object.keys(entry);
    expect(pinProblems({ packages: { ...held, ...entry } })).toEqual([
      expect.stringMatching(`^${path} is`),
    ]);
  });

  it('need what they pin, except where it may be absent', () => {
    expect(pinProblems({ packages: {} })).toHaveLength(pins.length - 1);
  });

  it('want every direct dependency exact', () => {
    const manifest = {
      dependencies: { a: '1.2.3', b: '^1.2.3' },
      devDependencies: { c: 'latest', d: '1.2.x' },
    };
    expect(inexactVersions(manifest)).toHaveLength(3);
  });
});
