import { breakSpreadMs } from '#lib/server/socket/spread.ts';
import { depart } from '../crowd/departure.ts';
import { peakPerSecond, percentile } from '../report/percentile.ts';
import { windowOf } from '../report/window.ts';
import { evening, finish } from './evening.ts';
import type { Scenario } from './scenario.ts';

const WARM_MS = 1_000;
const AFTER_MS = 10_000;
/** Joins are what is asked about here, and a part of the taps will do. */
const TAPPING = 0.25;

export const NODE_DEATH: Scenario = {
  name: 'node-death',
  about: 'a process is killed: its connections come back to the others',
  async run(run) {
    const world = evening(run, { tapping: TAPPING });
    const { clock, placement, nodes } = world;
    await clock.runUntil(WARM_MS);
    world.latencies = { same: [], other: [], acknowledged: [] };
    const window = windowOf(world);
    const diedAt = clock.monotonic();
    const [victim] = nodes;
    if (victim === undefined) throw new Error('there is a node');
    const connections = placement.connections[victim.index] ?? 0;
    const spreadMs = breakSpreadMs(connections) ?? 0;
    victim.kill();
    const away = depart(world, victim, { spreadMs, delayMs: null });
    await clock.runUntil(diedAt + AFTER_MS / Math.min(2, run.size.haste));
    const { counted, busiest } = window.end();
    const loadsPeak = peakPerSecond(world.loadedAt);
    await finish(world);
    const back = world.returnedAt.map((at) => at - diedAt);
    return {
      nodes: nodes.length,
      cutOff: away,
      spreadSeconds: spreadMs / 1_000,
      secondsHalfBack: percentile(back, 0.5) / 1_000,
      seconds99Back: percentile(back, 0.99) / 1_000,
      secondsAllBack: percentile(back, 1) / 1_000,
      joinsPeakPerSec: peakPerSecond(back),
      joinsPeakPerNode: peakPerSecond(back) / (nodes.length - 1),
      roomLoads: counted.roomLoads,
      roomLoadsPeakPerSec: loadsPeak,
      catchUpMb: counted.joinBytes / 1e6,
      snapshots: counted.snapshots,
      snapshotMb: counted.snapshotBytes / 1e6,
      busiestNode: busiest,
    };
  },
};
