import {
  describeEngine,
  type Engine,
  type EngineName,
  engineNames,
  findEngine,
} from '../e2e/support/engines.ts';
import {
  installDebianPackages,
  installTimeoutMs,
  isRootOnDebian,
} from './tools/debian-packages.ts';
import { runCommand } from './tools/run-command.ts';

/** What Debian calls them. WebKitGTK comes with the MiniBrowser, and needs an X server. */
const debianPackages: Readonly<Record<EngineName, readonly string[]>> = {
  chromium: ['chromium-headless-shell'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

async function installPlaywrightBuilds(names: readonly EngineName[]): Promise<void> {
  await runCommand('npx', ['playwright', 'install', ...names], { timeoutMs: installTimeoutMs });
}

function missing(engines: readonly Engine[]): EngineName[] {
  return engines.filter(({ kind }) => kind === 'missing').map(({ name }) => name);
}

/** Finds the browsers that the end-to-end tests need, and installs what is missing where it may. */
export async function ensureBrowsers(): Promise<void> {
  const wanted = missing(engineNames.map(findEngine));
  if (wanted.length > 0) {
    console.log(`To be installed: ${wanted.join(', ')}`);
    if (isRootOnDebian())
      await installDebianPackages(wanted.flatMap((name) => debianPackages[name]));
    else await installPlaywrightBuilds(wanted);
  }
  for (const engine of engineNames.map(findEngine)) console.log(describeEngine(engine));
}

if (import.meta.main) {
  await ensureBrowsers();
  if (missing(engineNames.map(findEngine)).length > 0) process.exitCode = 1;
}
