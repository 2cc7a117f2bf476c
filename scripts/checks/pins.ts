import semver from 'semver';
import {
  copiesOf,
  type Lockfile,
  type Manifest,
  readLockfile,
  readManifest,
} from '../tools/lockfile.ts';
import { reportProblems } from '../tools/report-problems.ts';

interface Pin {
  readonly name: string;
  readonly range: string;
  readonly why: string;
  /** True for what may also not be there at all. */
  readonly optional?: true;
}

const samePlaywright = '1.65 asks Firefox ESR for what it does not know; two cores must never meet';

/** The oldest (or only) version of each package that is safe to ship. Offline on purpose: CI may reach no advisory server. */
export const pins: readonly Pin[] = [
  { name: 'ws', range: '>=8.23.0', why: 'a ping flood fills the memory of older ones' },
  {
    name: 'engine.io',
    range: '6.6.12',
    why: 'CVE-2026-102599, CVE-2026-59725; the sockets of this one are extended from within',
  },
  { name: 'socket.io-parser', range: '>=4.2.7', why: 'CVE-2026-69185' },
  { name: 'socket.io', range: '4.8.4', why: 'the version that the protocol was measured with' },
  {
    name: 'socket.io-adapter',
    range: '>=2.5.8',
    why: '2.5.7 skips the local broadcast when publishing throws',
  },
  { name: 'next', range: '>=16.4.6', why: 'CVE-2026-119347 and earlier' },
  { name: 'react', range: '>=19.3.1', why: 'CVE-2026-23870' },
  { name: 'react-dom', range: '>=19.3.1', why: 'CVE-2026-23870' },
  { name: 'valibot', range: '>=1.2.0', why: 'CVE-2025-66020' },
  { name: 'sharp', range: '>=0.35.5', why: 'GHSA-2464-fhr4-w9xw', optional: true },
  { name: '@playwright/test', range: '1.64.1', why: samePlaywright },
  { name: 'playwright', range: '1.64.1', why: samePlaywright },
  { name: 'playwright-core', range: '1.64.1', why: samePlaywright },
  { name: 'node', range: '26.10.0', why: 'the runtime of every npm script' },
];

export function pinProblems(lock: Lockfile): string[] {
  return pins.flatMap(({ name, range, why, optional }) => {
    const copies = copiesOf(lock, name);
    if (copies.length === 0)
      return optional ? [] : [`${name} is not in the lock file: it must be ${range}`];
    return copies
      .filter(({ entry }) => !semver.satisfies(entry.version ?? '', range))
      .map(
        ({ path, entry }) => `${path} is ${entry.version ?? 'unknown'}, must be ${range}: ${why}`,
      );
  });
}

/** A range lets the next install differ from the last one that was tested. */
export function inexactVersions(manifest: Manifest): string[] {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
  return Object.entries(wanted)
    .filter(([, version]) => semver.valid(version) !== version)
    .map(([name, version]) => `${name}: "${version}" in package.json is not one exact version`);
}

if (import.meta.main) {
  reportProblems(
    [...pinProblems(readLockfile()), ...inexactVersions(readManifest())],
    `${pins.length} pins hold, every direct dependency is exact`,
  );
}
