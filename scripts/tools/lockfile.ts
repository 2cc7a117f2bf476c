import { readFileSync, writeFileSync } from 'node:fs';

type Versions = Readonly<Record<string, string>>;

/** The parts of npm's own files that the checks read. npm wrote them: they are typed here, not validated. */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Versions;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Manifest {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly overrides?: Versions;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

const lockfilePath = 'package-lock.json';

export function readLockfile(): Lockfile {
  return JSON.parse(readFileSync(lockfilePath, 'utf8')) as Lockfile;
}

export function writeLockfile(lock: Lockfile): void {
  writeFileSync(lockfilePath, `${JSON.stringify(lock, null, 2)}\n`);
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. The root, and a workspace's folder, have no package name here. */
export function packageNameAt(path: string): string | undefined {
  return path.split('node_modules/').slice(1).at(-1);
}

/** Every copy of a package in the tree, however deep: two copies may have two versions. */
export function copiesOf(lock: Lockfile, name: string): { path: string; entry: LockedPackage }[] {
  return Object.entries(lock.packages)
    .filter(([path]) => packageNameAt(path) === name)
    .map(([path, entry]) => ({ path, entry }));
}
