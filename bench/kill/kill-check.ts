import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { runSchedule } from '../load/schedule.ts';
import { tallyTaps } from '../measure/tally.ts';
import { scoreroom } from '../peers/scoreroom.ts';
import { ServerProcess } from '../process/server-process.ts';
import type { Tally } from '../report/run-result.ts';
import type { KillOptions } from './options.ts';
import { ReconnectingClient } from './reconnecting-client.ts';
import { historyProblems, readStoredTaps } from './stored-history.ts';

/** From when the server listens until it is killed. The earliest are still busy with everyone's return. */
const SHORTEST_LIFE_MS = 20;
const LONGEST_LIFE_MS = 1_200;
const DRAIN_TIMEOUT_MS = 30_000;

export interface KillResult {
  readonly tally: Tally;
  readonly made: number;
  readonly duplicates: number;
  readonly undrained: number;
  readonly problems: readonly string[];
}

/** Kills the server again and again under load, then compares what clients know with what is kept. */
export async function checkKills(options: KillOptions): Promise<KillResult> {
  const dataDir = await mkdtemp(join(options.dataRoot ?? tmpdir(), 'scoreroom-kill-'));
  const command = scoreroom.command({ appDir: options.appDir, dataDir });
  const server = new ServerProcess(command, { core: null });
  const problems: string[] = [];
  const draws = seededRandom(options.seed);
  try {
    await server.start();
    const target = await scoreroom.createBoard(server.url, options.clients);
    const clients = target.players.map(
      (player) =>
        new ReconnectingClient({
          target,
          player,
          // Not the seeded draws: how often clients come back depends on timing, and would move the kills.
          random: Math.random,
          onViolation: (what) => problems.push(what),
        }),
    );
    const lives = clients.map((client) => client.stayConnected());
    const load = { ratePerSec: options.ratePerSec, startAt: performance.now(), endAt: Infinity };
    const tapping = new AbortController();
    const schedule = runSchedule({ ...load, signal: tapping.signal }, (index, dueAt) =>
      clients[index % clients.length]?.client.tap(dueAt),
    );
    for (let kill = 0; kill < options.kills; kill += 1) {
      const lifeMs = SHORTEST_LIFE_MS + draws.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS);
      await sleep(lifeMs);
      await server.kill();
      await server.start();
    }
    tapping.abort();
    await schedule;
    const undrained = await drain(clients);
    const taps = clients.map(({ client: { player, outbox, refused } }) => ({
      player,
      invoked: outbox.invoked,
      settled: outbox.acked,
      refused,
    }));
    const tally = tallyTaps(taps, await scoreroom.readScores(target));
    for (const client of clients) client.close();
    await Promise.all(lives);
    await server.stop();
    problems.push(...compareHistory(clients, join(dataDir, 'scoreroom.db')));
    return {
      tally,
      undrained,
      problems,
      made: taps.reduce((sum, { invoked }) => sum + invoked, 0),
      duplicates: clients.reduce((sum, { client }) => sum + client.duplicates, 0),
    };
  } catch (error) {
    console.error(server.output);
    throw error;
  } finally {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Waits until every tap has its verdict; returns how many have none. */
async function drain(clients: readonly ReconnectingClient[]): Promise<number> {
  const until = performance.now() + DRAIN_TIMEOUT_MS;
  const waiting = () =>
    clients.reduce((sum, { client: { outbox } }) => sum + outbox.invoked - outbox.acked, 0);
  while (waiting() > 0 && performance.now() < until) await sleep(50);
  return waiting();
}

function compareHistory(clients: readonly ReconnectingClient[], file: string): string[] {
  const stored = readStoredTaps(file);
  return clients.flatMap(({ clientId, client: { player, outbox } }) =>
    historyProblems(outbox.invoked, stored.get(clientId)).map(
      (problem) => `player ${player}, in the database: ${problem}`,
    ),
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
