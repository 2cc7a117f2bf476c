import { createRequire } from 'node:module';
import { clearStamp, hashInputs, isBuildCurrent, writeStamp } from './tools/build-stamp.ts';
import { packFiles } from './tools/pack-files.ts';
import { runCommand } from './tools/run-command.ts';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Builds the pages, and packs their files. True when that went well. */
async function build(): Promise<boolean> {
  clearStamp();
  // Taken first: what someone changes while this builds asks for the next build.
  const hash = hashInputs();
  const { code } = await runCommand(process.execPath, [next, 'build'], {
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    timeoutMs: 5 * 60_000,
  });
  if (code !== 0) return false;
  packFiles('.next/static');
  writeStamp(hash);
  return true;
}

/** Builds the pages unless the last build still holds. True when there is a current build. */
export async function buildIfNeeded(): Promise<boolean> {
  if (!isBuildCurrent()) return build();
  console.log('The build is current.');
  return true;
}

if (import.meta.main) {
  const isBuilt = process.argv.includes('--if-needed') ? await buildIfNeeded() : await build();
  if (!isBuilt) process.exitCode = 1;
}
