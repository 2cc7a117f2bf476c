import { balancerNames, findBalancer, type BalancerName } from '../deploy/test/find-balancer.ts';
import { installDebianPackages, isRootOnDebian } from './tools/debian-packages.ts';

function missing(): BalancerName[] {
  return balancerNames.filter((name) => findBalancer(name) === null);
}

/** Finds the balancers whose configurations are tested, and installs what is missing where it may. */
export async function ensureBalancers(): Promise<void> {
  const wanted = missing();
  // Debian calls the packages as the programs are called.
  if (wanted.length > 0 && isRootOnDebian()) await installDebianPackages(wanted);
  for (const name of balancerNames) console.log(`${name}: ${findBalancer(name) ?? 'missing'}`);
}

if (import.meta.main) {
  await ensureBalancers();
  if (missing().length > 0) process.exitCode = 1;
}
