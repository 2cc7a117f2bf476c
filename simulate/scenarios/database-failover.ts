import { percentile } from '../report/percentile.ts';
import { windowOf } from '../report/window.ts';
import { evening, finish } from './evening.ts';
import type { Scenario } from './scenario.ts';

const WARM_MS = 1_000;
const AWAY_MS = 10_000;
const STEP_MS = 250;
/** Whoever waits tries again and again, which takes long to simulate: a part of the taps will do. */
const TAPPING = 0.25;
const LIMIT_MS = 60_000;

export const DATABASE_FAILOVER: Scenario = {
  name: 'failover',
  about: 'PostgreSQL is gone for 10 s: taps wait in their outboxes, and how they drain',
  async run(run) {
    const world = evening(run, { tapping: TAPPING });
    const { clock, database } = world;
    await clock.runUntil(WARM_MS);
    const usualBacklog = world.backlog;
    world.latencies = { same: [], other: [], acknowledged: [] };
    const window = windowOf(world);
    database.goDown();
    await clock.runUntil(clock.monotonic() + AWAY_MS / run.size.haste);
    const { counted } = window.end();
    const backlog = world.backlog;
    database.comeUp();
    const upAt = clock.monotonic();
    const drain = windowOf(world);
    let [halfAt, allAt] = [0, 0];
    let peakPerSec = 0;
    while (allAt === 0 && clock.monotonic() < upAt + LIMIT_MS) {
      const step = windowOf(world);
      await clock.runUntil(clock.monotonic() + STEP_MS);
      peakPerSec = Math.max(peakPerSec, step.end().perSec('commits'));
      const since = clock.monotonic() - upAt;
      if (halfAt === 0 && world.backlog <= backlog / 2) halfAt = since;
      if (world.backlog <= usualBacklog * 1.2 + 1) allAt = since;
    }
    const drained = drain.end();
    await finish(world);
    return {
      tapsMeanwhile: counted.taps,
      waiting: backlog,
      usuallyWaiting: usualBacklog,
      triesMeanwhile: counted.postponed,
      queriesFailed: counted.databaseFailures,
      committedUnheard: world.meters.duplicates,
      secondsToHalf: halfAt / 1_000,
      secondsToUsual: allAt / 1_000,
      commitsPeakPerSec: peakPerSec,
      databaseCoresWhileDraining: drained.perSec('databaseUs') / 1e6,
      tapToVerdictMaxMs: percentile(world.latencies.acknowledged, 1),
    };
  },
};
