import { percentile } from '../report/percentile.ts';
import { windowOf } from '../report/window.ts';
import { World } from '../world.ts';
import { finish } from './evening.ts';
import type { Figures, Run, Scenario } from './scenario.ts';

const WARM_MS = 2_000;
const MEASURED_MS = 2_000;
/** Each person who taps does it so often; on a board of so many players. */
const TAPS_PER_TAPPER = 2;
const PLAYERS = 300;

export const HOTTEST_ROOM: Scenario = {
  name: 'hottest',
  about: 'one room with 100,000 viewers and 20,000 taps/s on so many nodes: what breaks first',
  async run(run) {
    const all: Record<string, number | string> = {};
    const add = (title: string, figures: Figures) => {
      for (const [name, figure] of Object.entries(figures)) all[`${title}: ${name}`] = figure;
    };
    for (const nodes of run.size.hotNodes) {
      add(`${nodes} nodes`, await onNodes(run, { nodes, hasDecider: false }));
    }
    const nodes = Math.max(...run.size.hotNodes);
    add(`${nodes} nodes, one decides`, await onNodes(run, { nodes, hasDecider: true }));
    return all;
  },
};

interface Way {
  readonly nodes: number;
  /** One node decides all taps and has no viewers; the others hand them on. */
  readonly hasDecider: boolean;
}

async function onNodes({ seed, size }: Run, { nodes, hasDecider }: Way): Promise<Figures> {
  const { hotViewers, hotTapsPerSec, haste } = size;
  const world = new World({
    seed,
    sizes: [hotViewers],
    nodes,
    hasDecider,
    probes: Math.min(size.probes, 40),
    players: () => PLAYERS,
    tappers: () => hotTapsPerSec / TAPS_PER_TAPPER,
    tapsPerSec: () => hotTapsPerSec,
    sampled: 0.02,
  });
  const { clock, inputs } = world;
  await clock.runUntil(WARM_MS / haste);
  world.latencies = { same: [], other: [], acknowledged: [] };
  const window = windowOf(world);
  await clock.runUntil(clock.monotonic() + MEASURED_MS / haste);
  const { perSec, busiest, busiestBytesPerSec } = window.end();
  const { same, other, acknowledged } = world.latencies;
  const loads: Record<string, number> = {
    'a node’s core': busiest,
    'a node’s network card': (busiestBytesPerSec * 8) / inputs.nicBitsPerSec,
    'PostgreSQL’s cores': perSec('databaseUs') / 1e6 / inputs.databaseCores,
    'the row’s lock': world.database.room(0).lock.heldMs / clock.monotonic(),
  };
  const [first = ''] = Object.entries(loads).toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const figures = {
    tapsDecidedPerSec: perSec('tapsDecided'),
    waiting: world.backlog,
    framesPerViewerPerSec: perSec('frames') / world.placement.people(0),
    bytesPerFrame: perSec('frameBytes') / perSec('frames'),
    clientGbitPerSec: (perSec('frameBytes') * 8) / 1e9,
    commitsPerSec: perSec('commits'),
    conflictsPerSec: perSec('conflicts'),
    redisMbitPerSec: ((perSec('publishedBytes') + perSec('deliveredBytes')) * 8) / 1e6,
    ackP50Ms: percentile(acknowledged, 0.5),
    ackP99Ms: percentile(acknowledged, 0.99),
    sameP50Ms: percentile(same, 0.5),
    sameP99Ms: percentile(same, 0.99),
    otherP50Ms: percentile(other, 0.5),
    otherP99Ms: percentile(other, 0.99),
    ...loads,
    'most used': first,
  };
  await finish(world);
  return figures;
}
