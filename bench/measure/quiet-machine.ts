import { readCoreBusySec } from './process-usage.ts';

const SAMPLE_MS = 2_000;
const QUIET_PERCENT = 10;

/** Waits until nobody uses the cores, at most so long. Returns whether they are quiet. */
export async function waitForQuiet(limitSec: number): Promise<boolean> {
  const until = performance.now() + limitSec * 1000;
  while (performance.now() < until) {
    if ((await busyPercent()) < QUIET_PERCENT) return true;
  }
  return false;
}

/** What all cores together do, in % of one core. */
async function busyPercent(): Promise<number> {
  const total = () => readCoreBusySec().reduce((sum, sec) => sum + sec, 0);
  const before = total();
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  return ((total() - before) / ((performance.now() - startedAt) / 1000)) * 100;
}
