import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Check } from '#lib/testing/checker/history.ts';
import { mixedNodeFaults } from './faults/node-schedule.ts';
import { mixedFaults } from './faults/schedule.ts';
import type { TortureOptions } from './options.ts';
import type { Plant } from './plants/plant.ts';
import { plantsFor } from './plants/plants.ts';
import type { Summary } from './summary.ts';

const TORTURE = fileURLToPath(new URL('./torture.ts', import.meta.url));
/** A bug that so many runs do not show is not found. */
const MAX_RUNS = 8;
const RUN_TIMEOUT_MS = 120_000;
/** Runs mostly wait for what they have broken. */
const AT_ONCE = 4;
/** With nodes each run has six processes. */
const AT_ONCE_WITH_NODES = 2;

const NOTHING = mixedFaults({ kills: 0, cuts: 0 });
const NOTHING_OF_NODES = mixedNodeFaults(0);

interface Found {
  readonly plant: Plant;
  readonly by: readonly Check[];
  readonly runs: number;
  readonly seed: number;
  readonly error: string | null;
}

/** Plants one bug after another, and runs until the checker has found it. Returns the exit code. */
export async function selfTest({ seed, nodes, isJson }: TortureOptions): Promise<number> {
  const startedAt = performance.now();
  const plants = plantsFor(nodes);
  const waiting = [...plants];
  const found: Found[] = [];
  const work = async () => {
    for (let plant = waiting.shift(); plant !== undefined; plant = waiting.shift()) {
      const one = await find(plant, seed, nodes);
      found.push(one);
      if (!isJson) console.log(lineOf(one));
    }
  };
  await Promise.all(Array.from({ length: nodes === 0 ? AT_ONCE : AT_ONCE_WITH_NODES }, work));
  const caught = found.filter(({ by }) => by.length > 0).length;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const passed = caught === plants.length;
  if (isJson) {
    const bugs = found.map(({ plant, by, runs }) => ({ name: plant.name, by, runs }));
    console.log(JSON.stringify({ passed, caught, planted: plants.length, seconds, bugs }));
  } else {
    const verdict = passed ? 'passed' : 'FAILED';
    console.log(`${verdict}: ${caught} of ${plants.length} planted bugs found, ${seconds} s`);
  }
  return passed ? 0 : 1;
}

async function find(plant: Plant, firstSeed: number, nodes: number): Promise<Found> {
  let error: string | null = null;
  for (let runs = 1; runs <= MAX_RUNS; runs += 1) {
    const seed = firstSeed + runs - 1;
    const outcome = await runWith(plant, seed, nodes);
    if (typeof outcome === 'string') error = outcome;
    else {
      const by = plant.by.filter((check) => (outcome.found[check] ?? 0) > 0);
      if (by.length > 0) return { plant, by, runs, seed, error: null };
      error = `found only ${Object.keys(outcome.found).join(', ') || 'nothing'}`;
    }
  }
  return { plant, by: [], runs: MAX_RUNS, seed: firstSeed, error };
}

/** The summary of one run with the plant, or why there is none. */
async function runWith(plant: Plant, seed: number, nodes: number): Promise<Summary | string> {
  const load = ['--taps', '1500', '--rooms', '2', '--browsers', '5'];
  const nothing = nodes === 0 ? NOTHING : NOTHING_OF_NODES;
  const faults = Object.entries({ ...nothing, ...plant.when }).flatMap(([name, count]) => [
    `--${name}`,
    String(count),
  ]);
  const args = [
    TORTURE,
    '--json',
    '--nodes',
    String(nodes),
    '--plant',
    plant.name,
    '--seed',
    String(seed),
    ...load,
    ...faults,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_TIMEOUT_MS,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-1_000)));
  await once(child, 'close');
  const line = output.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as Summary) : `there was no summary: ${errors}`;
}

function lineOf({ plant, by, runs, seed, error }: Found): string {
  if (by.length === 0) return `  ✗ ${plant.name}: not found in ${runs} runs; ${error ?? ''}`;
  const after = runs === 1 ? '' : ` in run ${runs}`;
  return `  ✓ ${plant.name.padEnd(36)} ${by.join(', ')}${after} (seed ${seed})`;
}
