import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findPeer } from './peers/registry.ts';
import type { Peer } from './peers/peer.ts';

const SCENARIOS = ['hot', 'quiet'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** A tap every quarter of a second: each finds the room quiet. */
const QUIET_RATE = 4;
const MIN_PROBES = 20;

export const USAGE = `node bench/bench.ts [options]
  --scenario hot|quiet   hot: everyone taps; quiet: ${QUIET_RATE} taps/s in all (hot)
  --viewers N            viewers in the room (200)
  --rate R               taps per second of Scoreroom, open loop (4000; quiet: ${QUIET_RATE})
  --against LIST         peers to interleave with, as name or name:rate, or none (naive)
  --rounds N             how often to go there and back: A-B-B-A (1)
  --warm S, --measure S  seconds (3, 10)
  --wait S               before each run, wait up to S seconds for other programs to rest (0)
  --probes N             viewers that decode everything (${MIN_PROBES})
  --app DIR              the checkout to serve (this one)
  --data DIR             where to keep the data: the disk to measure (the system's temporary directory)
  --profile DIR          write CPU profiles of the servers
  --json                 one JSON object per run and nothing else`;

/** A server and the rate at which it is measured. */
export interface Entrant {
  readonly peer: Peer;
  readonly ratePerSec: number;
}

export interface BenchOptions {
  readonly scenario: Scenario;
  readonly viewers: number;
  readonly probes: number;
  readonly entrants: readonly Entrant[];
  readonly rounds: number;
  readonly warmSec: number;
  readonly measureSec: number;
  readonly waitSec: number;
  readonly appDir: string;
  readonly dataRoot: string | undefined;
  readonly profileDir: string | undefined;
  readonly json: boolean;
}

/** Throws where the command line makes no sense. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', default: 'hot' },
      viewers: { type: 'string', default: '200' },
      rate: { type: 'string' },
      against: { type: 'string', default: 'naive' },
      rounds: { type: 'string', default: '1' },
      warm: { type: 'string', default: '3' },
      measure: { type: 'string', default: '10' },
      wait: { type: 'string', default: '0' },
      probes: { type: 'string', default: String(MIN_PROBES) },
      app: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
      data: { type: 'string' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const scenario = SCENARIOS.find((known) => known === values.scenario);
  if (scenario === undefined) throw new Error(`There is no scenario "${values.scenario}".`);
  const others = values.against === 'none' ? [] : values.against.split(',');
  const viewers = positive('viewers', values.viewers);
  return {
    scenario,
    viewers,
    probes: Math.min(viewers, positive('probes', values.probes)),
    entrants: [
      entrant(`scoreroom${values.rate === undefined ? '' : `:${values.rate}`}`, scenario),
      ...others.map((other) => entrant(other, scenario)),
    ],
    rounds: positive('rounds', values.rounds),
    warmSec: positive('warm', values.warm),
    measureSec: positive('measure', values.measure),
    waitSec: Number(values.wait),
    appDir: resolve(values.app),
    dataRoot: values.data === undefined ? undefined : resolve(values.data),
    profileDir: values.profile === undefined ? undefined : resolve(values.profile),
    json: values.json,
  };
}

function entrant(text: string, scenario: Scenario): Entrant {
  const [name = '', rate] = text.split(':');
  const peer = findPeer(name);
  const usualRate = scenario === 'quiet' ? QUIET_RATE : peer.defaultRate;
  return { peer, ratePerSec: rate === undefined ? usualRate : positive('rate', rate) };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} must be a number above 0, not "${text}".`);
}
