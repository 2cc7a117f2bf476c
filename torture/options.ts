import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { mixedNodeFaults, type NodeFaultCounts } from './faults/node-schedule.ts';
import { mixedFaults, type FaultCounts } from './faults/schedule.ts';

export const USAGE = `npm run torture -- [options]
  --ci           50,000 taps, 32 kills, 32 cuts, at most three minutes; with nodes 20,000 taps
                 and 20 faults of nodes and what they need, at most two minutes
  --long         1,000,000 taps, 500 kills; with nodes 300 faults
  --nodes N      so many nodes on one PostgreSQL and one Redis, in place of a server alone
  --seed N       repeats the faults of an earlier run
  --taps N       taps in all (5000)
  --kills N      how often the server is killed (6)
  --cuts N       how often a link is cut (6)
  --drains N, --freezes N, --disks N, --stalls N, --delays N, --lies N, --crashes N, --jumps N,
  --quotas N
                 how often something else goes wrong (goes by the kills and the cuts)
  --faults N     with nodes: how much goes wrong with nodes and what they need (10), of which
  --redis N, --postgres N, --clocks N
                 are those of Redis, of PostgreSQL and of nodes' clocks
  --rooms N      rooms (3)
  --browsers N   browsers, with three tabs each (6)
  --plant NAME   plants a bug first, which is to be found
  --self-test    plants every bug there is, one after another, or with nodes every bug of nodes;
                 each must be found
  --seeds        repeats the runs that are kept in torture/seeds.ts
  --json         one line of JSON instead of words`;

export interface TortureOptions {
  readonly seed: number;
  readonly taps: number;
  /** 0 for a server that is alone. */
  readonly nodes: number;
  readonly faults: FaultCounts & NodeFaultCounts;
  readonly rooms: number;
  readonly browsers: number;
  readonly plant: string | null;
  readonly isSelfTest: boolean;
  readonly isKeptSeeds: boolean;
  readonly isJson: boolean;
}

const SHORT = { taps: 5_000, kills: 6, cuts: 6, faults: 10, rooms: 3, browsers: 6 };
const CI = { ...SHORT, taps: 50_000, kills: 32, cuts: 32, faults: 20 };
const LONG = { ...SHORT, taps: 1_000_000, kills: 500, cuts: 500, faults: 300, browsers: 8 };
/** Several nodes take what a server alone takes, with many times the processes. */
const CI_NODES = { ...CI, taps: 20_000 };

const NO_NODE_FAULTS = { redis: 0, postgres: 0, clocks: 0 };

/** Throws where an option is not known, or no number. */
export function readOptions(args: string[]): TortureOptions {
  const { values } = parseArgs({
    args,
    options: {
      ci: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      seed: { type: 'string' },
      taps: { type: 'string' },
      kills: { type: 'string' },
      drains: { type: 'string' },
      freezes: { type: 'string' },
      disks: { type: 'string' },
      cuts: { type: 'string' },
      stalls: { type: 'string' },
      delays: { type: 'string' },
      lies: { type: 'string' },
      crashes: { type: 'string' },
      jumps: { type: 'string' },
      quotas: { type: 'string' },
      nodes: { type: 'string', default: '0' },
      faults: { type: 'string' },
      redis: { type: 'string' },
      postgres: { type: 'string' },
      clocks: { type: 'string' },
      rooms: { type: 'string' },
      browsers: { type: 'string' },
      plant: { type: 'string' },
      'self-test': { type: 'boolean', default: false },
      seeds: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const nodes = wholeNumber('nodes', values.nodes);
  const ci = nodes > 0 ? CI_NODES : CI;
  const profile = values.ci ? ci : values.long ? LONG : SHORT;
  const number = (name: keyof typeof profile) =>
    wholeNumber(name, values[name] ?? String(profile[name]));
  const mixed = {
    ...NO_NODE_FAULTS,
    ...mixedFaults({ kills: number('kills'), cuts: number('cuts') }),
    ...(nodes > 0 && mixedNodeFaults(number('faults'))),
  };
  const count = (name: keyof typeof mixed) =>
    wholeNumber(name, values[name] ?? String(mixed[name]));
  return {
    seed: wholeNumber('seed', values.seed ?? String(randomInt(2 ** 31))),
    nodes,
    taps: number('taps'),
    faults: {
      kills: count('kills'),
      drains: count('drains'),
      freezes: count('freezes'),
      disks: count('disks'),
      cuts: count('cuts'),
      stalls: count('stalls'),
      delays: count('delays'),
      lies: count('lies'),
      crashes: count('crashes'),
      jumps: count('jumps'),
      quotas: count('quotas'),
      redis: count('redis'),
      postgres: count('postgres'),
      clocks: count('clocks'),
    },
    rooms: number('rooms'),
    browsers: number('browsers'),
    plant: values.plant ?? null,
    isSelfTest: values['self-test'],
    isKeptSeeds: values.seeds,
    isJson: values.json,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} must be a whole number, not "${text}".`);
}
