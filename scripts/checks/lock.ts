import semver from 'semver';
import {
  type LockedPackage,
  type Lockfile,
  packageNameAt,
  readLockfile,
  readManifest,
  writeLockfile,
} from '../tools/lockfile.ts';
import { platformOf } from '../tools/platform-of.ts';
import { reportProblems } from '../tools/report-problems.ts';

// A registry that serves only its own platform's optional packages makes npm write a lock file without the others,
// and then `npm ci` fails, or installs too little, on every other platform. `npm run lock:complete` adds them.

export interface MissingPackage {
  /** Where it belongs in the lock file. */
  readonly path: string;
  readonly wantedBy: string;
  readonly name: string;
  readonly version: string;
}

/** Where Node would look for `name` from the package at `from`, nearest first. */
function lookupPaths(from: string, name: string): string[] {
  const paths = [`${from}/node_modules/${name}`];
  for (
    let at = from.lastIndexOf('/node_modules/');
    at > 0;
    at = from.lastIndexOf('/node_modules/', at - 1)
  ) {
    paths.push(`${from.slice(0, at)}/node_modules/${name}`);
  }
  return [...paths, `node_modules/${name}`];
}

export function missingOptionalPackages(lock: Lockfile): MissingPackage[] {
  const missing = new Map<string, MissingPackage>();
  for (const [from, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (semver.valid(version) === null) continue;
      const found = lookupPaths(from, name).find((path) => lock.packages[path] !== undefined);
      if (found !== undefined && lock.packages[found]?.version === version) continue;
      const top = `node_modules/${name}`;
      const path = lock.packages[top] === undefined ? top : `${from}/node_modules/${name}`;
      missing.set(path, { path, wantedBy: from, name, version });
    }
  }
  return [...missing.values()];
}

/** The lock file with all that was missing, in npm's own order. Throws for a name that tells no platform. */
export function completeLock(lock: Lockfile): Lockfile {
  const added = missingOptionalPackages(lock).map(({ path, wantedBy, name, version }) => {
    const platform = platformOf(name);
    if (platform === undefined)
      throw new Error(`${name}: its name tells no platform; add it by hand`);
    const dev = lock.packages[wantedBy]?.dev === true ? { dev: true } : {};
    const { os, cpu, libc } = platform;
    // In npm's own order of keys, so that its next write changes nothing here.
    const entry: LockedPackage = { version, cpu, ...dev, ...libc, optional: true, ...os };
    return [path, entry] as const;
  });
  const all = [...Object.entries(lock.packages), ...added];
  const sorted = all.toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** The lock file names no registry's host, so that everyone installs from their own. */
function packagesWithHost(lock: Lockfile): string[] {
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved?.includes('://'))
    .map(([path]) => path);
}

/** npm runs install scripts only for packages in `allowScripts`; each there is a decision, so none may be stale. */
export function installScriptProblems(
  lock: Lockfile,
  allowed: Readonly<Record<string, boolean>> = {},
): string[] {
  const withScripts = Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => packageNameAt(path) ?? path);
  return [
    ...withScripts
      .filter((name) => allowed[name] === undefined)
      .map((name) => `${name} has an install script that allowScripts does not decide on`),
    ...Object.keys(allowed)
      .filter((name) => !withScripts.includes(name))
      .map((name) => `allowScripts names ${name}, which has no install script`),
  ];
}

if (import.meta.main) {
  if (process.argv.includes('--fix')) writeLockfile(completeLock(readLockfile()));
  const lock = readLockfile();
  reportProblems(
    [
      ...missingOptionalPackages(lock).map(
        ({ name, version }) => `${name}@${version} is missing from the lock: npm run lock:complete`,
      ),
      ...packagesWithHost(lock).map((path) => `${path} names a registry host: delete "resolved"`),
      ...installScriptProblems(lock, readManifest().allowScripts),
    ],
    `${Object.keys(lock.packages).length} packages, complete for every platform`,
  );
}
