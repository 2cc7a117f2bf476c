import { percentile } from '../report/percentile.ts';
import { windowOf } from '../report/window.ts';
import { evening, finish } from './evening.ts';
import type { Scenario } from './scenario.ts';

const WARM_MS = 1_000;
const AWAY_MS = 60_000;
const AFTER_MS = 2_000;
/** Most of the minute is like the rest of it, so a part of the people who tap will do; everybody looks on. */
const TAPPING = 0.1;

export const REDIS_AWAY: Scenario = {
  name: 'redis-away',
  about: 'Redis is gone for a minute: how old the views on other nodes are',
  async run(run) {
    const world = evening(run, { tapping: TAPPING });
    const { clock, bus, inputs } = world;
    await clock.runUntil(WARM_MS);
    world.latencies = { same: [], other: [], acknowledged: [] };
    const window = windowOf(world);
    bus.isUp = false;
    await clock.runUntil(clock.monotonic() + AWAY_MS / run.size.haste);
    const { perSec, counted } = window.end();
    const { same, other } = world.latencies;
    const away = {
      tapsPerSec: perSec('taps'),
      sameP50Ms: percentile(same, 0.5),
      sameP99Ms: percentile(same, 0.99),
      otherP50Ms: percentile(other, 0.5),
      otherP99Ms: percentile(other, 0.99),
      otherMaxMs: percentile(other, 1),
      newsLost: counted.newsLost,
      boardsByPollPerSec: perSec('polledNews'),
      conflictsPerSec: perSec('conflicts'),
      rowsPolledPerSec: perSec('rowsPolled'),
      databaseCores: perSec('databaseUs') / 1e6,
    };
    bus.isUp = true;
    await clock.runUntil(clock.monotonic() + inputs.pollIntervalMs);
    world.latencies = { same: [], other: [], acknowledged: [] };
    await clock.runUntil(clock.monotonic() + AFTER_MS);
    const otherP99AfterMs = percentile(world.latencies.other, 0.99);
    await finish(world);
    return { ...away, otherP99AfterMs };
  },
};
