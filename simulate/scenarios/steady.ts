import { percentile } from '../report/percentile.ts';
import { backgroundOf } from '../report/background.ts';
import { windowOf } from '../report/window.ts';
import { evening, finish } from './evening.ts';
import type { Scenario } from './scenario.ts';

const WARM_MS = 1_000;
const MEASURED_MS = 5_000;

export const STEADY: Scenario = {
  name: 'steady',
  about: 'a usual evening: what it costs, and how soon taps are seen',
  async run(run) {
    const world = evening(run);
    const { clock, inputs, nodes, placement } = world;
    await clock.runUntil(WARM_MS / run.size.haste);
    world.latencies = { same: [], other: [], acknowledged: [] };
    const window = windowOf(world);
    await clock.runUntil(clock.monotonic() + MEASURED_MS / run.size.haste);
    const { perSec, cores, busiest } = window.end();
    const background = backgroundOf(run.size, inputs);
    const all = cores + background.cores;
    const { same, other, acknowledged } = world.latencies;
    const sent = perSec('frameBytes') + background.bytesPerSec;
    const figures = {
      nodes: nodes.length,
      copiesPerRoom: placement.copiesPerRoom,
      tapsPerSec: perSec('taps'),
      framesPerSec: perSec('frames') + background.framesPerSec,
      deltaFramesPerSec: perSec('frames'),
      clientMbitPerSec: (sent * 8) / 1e6,
      cores: all,
      coresForTapsAndDeltas: cores,
      coresForPulses: background.pulseCores,
      coresForPresence: background.presenceCores,
      coresForComers: background.joinCores,
      coresForPages: background.pageCores,
      coresForPolls: (placement.copiesPerRoom * run.size.rooms * inputs.comparedRowUs) / 1e6,
      renderCores: background.renderCores,
      cpuPerNode: all / nodes.length,
      busiestNode: busiest + background.cores / nodes.length,
      nodesAtHalfCore: Math.ceil(all / 0.5),
      gbPerNode: memoryOf(run.size.connections, placement.copiesPerRoom * run.size.rooms, world),
      transactionsPerSec: perSec('commits') + perSec('conflicts'),
      conflictsPerSec: perSec('conflicts'),
      rowsWrittenPerSec: perSec('rowsWritten'),
      rowsPolledPerSec: perSec('rowsPolled'),
      databaseCores: perSec('databaseUs') / 1e6,
      redisPublishedPerSec: perSec('published'),
      redisDeliveredPerSec: perSec('delivered'),
      redisMbitPerSec: ((perSec('publishedBytes') + perSec('deliveredBytes')) * 8) / 1e6,
      ackP50Ms: percentile(acknowledged, 0.5),
      ackP99Ms: percentile(acknowledged, 0.99),
      sameP50Ms: percentile(same, 0.5),
      sameP99Ms: percentile(same, 0.99),
      otherP50Ms: percentile(other, 0.5),
      otherP99Ms: percentile(other, 0.99),
    };
    await finish(world);
    return figures;
  },
};

function memoryOf(
  connections: number,
  copies: number,
  { inputs, nodes }: ReturnType<typeof evening>,
) {
  const { connectionKb, roomKb, processMb, rendererMb } = inputs;
  const perNode = (connections * connectionKb + copies * roomKb) / nodes.length / 1e6;
  return perNode + (processMb + rendererMb) / 1e3;
}
