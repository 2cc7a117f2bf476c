import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const stampFile = '.next/built-from';

/** All that the build reads. A file too many costs a needless build; one too few serves yesterday's page. */
const inputs = [
  '{app,components,lib,public}/**/*',
  'next.config.mjs',
  'scripts/build.ts',
  'scripts/tools/pack-files.ts',
  'package-lock.json',
  'package.json',
  'postcss.config.{js,mjs}',
  'tailwind.config.ts',
  'tsconfig.json',
];

/** One hash over the names and contents of all inputs under `root`. */
export function hashInputs(root = '.'): string {
  const hash = createHash('sha256');
  const files = inputs
    .flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  for (const file of files.toSorted()) {
    const content = readFileSync(file);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export function isBuildCurrent(): boolean {
  try {
    return readFileSync(stampFile, 'utf8') === hashInputs();
  } catch {
    return false;
  }
}

/** Before a build: should it stop halfway, what lies there is not taken for a whole one. */
export function clearStamp(): void {
  rmSync(stampFile, { force: true });
}

export function writeStamp(hash: string): void {
  writeFileSync(stampFile, hash);
}
