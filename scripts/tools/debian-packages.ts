import { existsSync } from 'node:fs';
import { runCommand } from './run-command.ts';

export const installTimeoutMs = 5 * 60_000;

/** Whether programs may be installed as the system's packages: on a machine that is there for tests. */
export function isRootOnDebian(): boolean {
  return (
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
  );
}

export async function installDebianPackages(packages: readonly string[]): Promise<void> {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: installTimeoutMs };
  // The lists of a fresh machine name files that the mirrors have long replaced.
  await runCommand('apt-get', ['update', '--quiet'], options);
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', ...packages];
  await runCommand('apt-get', install, options);
}
