import { drainSpreadMs } from '#lib/server/socket/spread.ts';
import { depart } from '../crowd/departure.ts';
import { peakPerSecond, percentile } from '../report/percentile.ts';
import { windowOf } from '../report/window.ts';
import { evening, finish } from './evening.ts';
import type { Scenario } from './scenario.ts';

const WARM_MS = 1_000;
/** Taps that were on the wire are still taken. */
const GRACE_MS = 250;
/** ASSUMED: from the start of a process until the load balancer sends people to it. */
const START_MS = 4_000;
/** Nodes that are replaced in the run, one after the other: the rest of the deploy is the same again. */
const REPLACED = 2;
/** The taps of a deploy are those of any evening; a part of them will do. */
const TAPPING = 0.1;

export const ROLLING_DEPLOY: Scenario = {
  name: 'deploy',
  about: `a rolling deploy: ${REPLACED} nodes drain and come back anew, one after the other`,
  async run(run) {
    const world = evening(run, { tapping: TAPPING });
    const { clock, placement, random } = world;
    await clock.runUntil(WARM_MS);
    const window = windowOf(world);
    let moved = 0;
    let slowest = 0;
    let everyMs = 0;
    for (let index = 0; index < REPLACED; index += 1) {
      const node = world.nodes[index];
      if (node === undefined) break;
      const startedAt = clock.monotonic();
      const from = world.returnedAt.length;
      const spreadMs = drainSpreadMs(placement.connections[index] ?? 0);
      node.drain();
      // Each leaves when it was told to; what it has sent by then is taken until the grace ends.
      moved += depart(world, node, { spreadMs: 0, delayMs: () => random.random() * spreadMs });
      await clock.runUntil(clock.monotonic() + GRACE_MS);
      node.kill();
      await clock.runUntil(clock.monotonic() + START_MS);
      world.replace(index);
      await clock.runUntil(startedAt + Math.max(spreadMs + 1_000, GRACE_MS + START_MS));
      const back = world.returnedAt.slice(from).map((at) => at - startedAt);
      slowest = Math.max(slowest, percentile(back, 0.99));
      everyMs = clock.monotonic() - startedAt;
    }
    const { counted, busiest } = window.end();
    await finish(world);
    return {
      nodes: world.nodes.length,
      replaced: REPLACED,
      moved,
      secondsPerNode: everyMs / 1_000,
      minutesForAll: (everyMs * world.nodes.length) / 60_000,
      seconds99Back: slowest / 1_000,
      joinsPeakPerSec: peakPerSecond(world.returnedAt),
      roomLoads: counted.roomLoads,
      roomLoadsPeakPerSec: peakPerSecond(world.loadedAt),
      catchUpMb: counted.joinBytes / 1e6,
      busiestNode: busiest,
    };
  },
};
