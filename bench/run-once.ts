import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { BenchOptions } from './options.ts';
import { probeDisk } from './measure/disk-probe.ts';
import { ServerWatch } from './measure/server-watch.ts';
import { tallyTaps } from './measure/tally.ts';
import type { Peer } from './peers/peer.ts';
import { LoaderProcess } from './process/loader-process.ts';
import { chooseCores } from './process/pinned.ts';
import { ServerProcess } from './process/server-process.ts';
import type { RunResult } from './report/run-result.ts';

/** One run from nothing: a new server with new data, and a new loader. */
export async function runOnce(
  peer: Peer,
  ratePerSec: number,
  options: BenchOptions,
): Promise<RunResult> {
  const { appDir, profileDir, viewers, probes, scenario } = options;
  const cores = chooseCores();
  const dataDir = await mkdtemp(join(options.dataRoot ?? tmpdir(), 'scoreroom-bench-'));
  const disk = probeDisk(dataDir);
  const server = new ServerProcess(peer.command({ appDir, dataDir }), {
    core: cores.server,
    profileDir,
  });
  const loader = new LoaderProcess(cores.loader);
  try {
    await server.start();
    const target = await peer.createBoard(server.url, Math.min(viewers, LIMITS.players));
    const watch = new ServerWatch(server, loader.pid);
    await watch.empty();
    const load = await loader.run(
      {
        peer: peer.name,
        target,
        viewers,
        probes,
        ratePerSec,
        warmMs: options.warmSec * 1000,
        measureMs: options.measureSec * 1000,
      },
      { onJoined: () => watch.joined(), onWindow: (edge) => watch.window(edge) },
    );
    const { othersPercent, ...usage } = await watch.usage(viewers);
    const tally = tallyTaps(load.taps, await peer.readScores(target));
    const plan = { scenario, server: peer.name, viewers, rooms: 1, ratePerSec };
    return { plan, load, usage, tally, disk, othersPercent };
  } catch (error) {
    console.error(server.output);
    throw error;
  } finally {
    loader.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
