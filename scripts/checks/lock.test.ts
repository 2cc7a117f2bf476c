import { describe, expect, it } from 'vitest';
import { completeLock, installScriptProblems, missingOptionalPackages } from './lock.ts';

const builder = {
  version: '2.0.0',
  dev: true,
  optionalDependencies: {
    'builder-darwin-arm64': '2.0.0',
    'builder-linux-x64-gnu': '2.0.0',
    'builder-linux-x64-musl': '2.0.0',
    fsevents: '~2.3.3',
  },
};

const incomplete = {
  packages: {
    '': {},
    'node_modules/builder': builder,
    'node_modules/builder-linux-x64-gnu': { version: '2.0.0' },
  },
};

describe('the lock file', () => {
  it('lacks what an optional dependency names exactly and nobody can install', () => {
    expect(missingOptionalPackages(incomplete).map(({ name }) => name)).toEqual([
      'builder-darwin-arm64',
      'builder-linux-x64-musl',
    ]);
  });

  it('is completed with the platform that the name tells', () => {
    const complete = completeLock(incomplete);
    expect(missingOptionalPackages(complete)).toEqual([]);
    expect(complete.packages['node_modules/builder-darwin-arm64']).toEqual({
      version: '2.0.0',
      cpu: ['arm64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    });
    expect(complete.packages['node_modules/builder-linux-x64-musl']).toMatchObject({
      cpu: ['x64'],
      libc: ['musl'],
      os: ['linux'],
    });
  });

  it('keeps another version at the top and adds its own beneath', () => {
    const { packages } = completeLock({
      packages: {
        ...incomplete.packages,
        'node_modules/builder-darwin-arm64': { version: '1.0.0' },
      },
    });
    expect(packages['node_modules/builder-darwin-arm64']?.version).toBe('1.0.0');
    const nested = packages['node_modules/builder/node_modules/builder-darwin-arm64'];
    expect(nested?.version).toBe('2.0.0');
  });

  it('will not guess the platform of a name that tells none', () => {
    const lock = {
      packages: { 'node_modules/a': { optionalDependencies: { 'a-native': '1.0.0' } } },
    };
    expect(() => completeLock(lock)).toThrow('a-native');
  });

  it('has a decision on every install script, and no other', () => {
    const lock = { packages: { 'node_modules/node': { hasInstallScript: true } } };
    expect(installScriptProblems(lock, { node: true })).toEqual([]);
    expect(installScriptProblems(lock, {})).toHaveLength(1);
    expect(installScriptProblems(lock, { node: true, gone: true })).toHaveLength(1);
  });
});
