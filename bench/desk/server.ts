import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LatencyHistogram, type LatencySummary } from '../measure/latency-histogram.ts';
import { scoreroom } from '../peers/scoreroom.ts';
import { ServerProcess } from '../process/server-process.ts';
import type { DeskOptions } from './options.ts';

export const ADMIN_PASSWORD = 'correct horse battery staple';

export interface DeskServer {
  readonly url: string;
}

/** A production server on data of its own, which goes with it. */
export async function withServer(
  { appDir, dataRoot, seed }: DeskOptions,
  use: (server: DeskServer) => Promise<void>,
): Promise<void> {
  console.log(`seed ${seed}`);
  const dataDir = await mkdtemp(join(dataRoot ?? tmpdir(), 'scoreroom-desk-'));
  const command = scoreroom.command({ appDir, dataDir });
  const env = { ...command.env, ADMIN_PASSWORD };
  const server = new ServerProcess({ ...command, env }, { core: null });
  try {
    await server.start();
    await use(server);
  } catch (error) {
    console.error(server.output);
    throw error;
  } finally {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** One request after the other, each from its sending to the last byte of its answer. */
export async function timed(
  count: number,
  request: (index: number) => Promise<Response>,
): Promise<LatencySummary> {
  const histogram = new LatencyHistogram();
  for (let index = 0; index < count; index += 1) {
    const from = performance.now();
    const response = await request(index);
    const body = await response.text();
    histogram.record(performance.now() - from);
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${body}`);
  }
  const summary = histogram.summary();
  if (summary === null) throw new Error('Nothing was measured.');
  return summary;
}
