import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Place } from './options.ts';
import { probeDisk } from './measure/disk-probe.ts';
import { ServerWatch } from './measure/server-watch.ts';
import { tallyTaps } from './measure/tally.ts';
import type { Target } from './peers/peer.ts';
import { findPeer } from './peers/registry.ts';
import { LoaderProcess } from './process/loader-process.ts';
import { chooseCores } from './process/pinned.ts';
import { ServerProcess } from './process/server-process.ts';
import type { RunPlan, RunResult } from './report/run-result.ts';
import { createStage } from './stage/create-stage.ts';

/** One run from nothing: a new server with new data, and a new loader. */
export async function runOnce(plan: RunPlan, place: Place): Promise<RunResult> {
  const peer = findPeer(plan.server);
  const cores = chooseCores();
  const dataDir = await mkdtemp(join(place.dataRoot ?? tmpdir(), 'scoreroom-bench-'));
  const disk = probeDisk(dataDir);
  const server = new ServerProcess(peer.command({ appDir: place.appDir, dataDir }), {
    core: cores.server,
    profileDir: place.profileDir,
    isCountingReads: plan.side.kind === 'restart',
  });
  const loader = new LoaderProcess(cores.loader);
  const watch = new ServerWatch(server, loader.pid);
  const targets: Target[] = [];
  const stage = createStage(plan.side, { server, watch, targets });
  try {
    await server.start();
    const players = Math.min(plan.viewersPerRoom, LIMITS.players);
    for (let made = 0; made < plan.rooms; made += 1) {
      targets.push(await peer.createBoard(server.url, players));
    }
    await watch.empty();
    const load = await loader.run(
      {
        peer: peer.name,
        targets,
        viewersPerRoom: plan.viewersPerRoom,
        probesPerRoom: plan.probesPerRoom,
        ratePerSec: plan.ratePerSec,
        warmMs: plan.warmSec * 1000,
        measureMs: plan.measureSec * 1000,
        side: plan.side,
      },
      {
        onJoined: async () => {
          await watch.joined();
          await stage.prepare();
        },
        onWindow: (edge) => stage.window(edge),
      },
    );
    const staged = await stage.figures();
    const { othersPercent, ...usage } = await watch.usage(plan.viewers);
    const scores = new Map<string, ReadonlyMap<number, number>>();
    for (const target of targets) scores.set(target.room, await peer.readScores(target));
    const tally = tallyTaps(load.taps, scores);
    const figures = { ...load.figures, ...staged };
    return { plan, load, usage, tally, disk, othersPercent, figures };
  } catch (error) {
    console.error(server.output);
    throw error;
  } finally {
    loader.close();
    await stage.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
