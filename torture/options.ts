import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { mixedFaults, type FaultCounts } from './faults/schedule.ts';

export const USAGE = `npm run torture -- [options]
  --ci           50,000 taps, 32 kills, 32 cuts, at most three minutes
  --long         1,000,000 taps, 500 kills
  --seed N       repeats the faults of an earlier run
  --taps N       taps in all (5000)
  --kills N      how often the server is killed (6)
  --cuts N       how often a link is cut (6)
  --drains N, --freezes N, --disks N, --stalls N, --delays N, --lies N, --crashes N, --jumps N,
  --quotas N
                 how often something else goes wrong (goes by the kills and the cuts)
  --rooms N      rooms (3)
  --browsers N   browsers, with three tabs each (6)
  --plant NAME   plants a bug first, which is to be found
  --self-test    plants every bug there is, one after another; each must be found
  --seeds        repeats the runs that are kept in torture/seeds.ts
  --json         one line of JSON instead of words`;

export interface TortureOptions {
  readonly seed: number;
  readonly taps: number;
  readonly faults: FaultCounts;
  readonly rooms: number;
  readonly browsers: number;
  readonly plant: string | null;
  readonly isSelfTest: boolean;
  readonly isKeptSeeds: boolean;
  readonly isJson: boolean;
}

const SHORT = { taps: 5_000, kills: 6, cuts: 6, rooms: 3, browsers: 6 };
const CI = { ...SHORT, taps: 50_000, kills: 32, cuts: 32 };
const LONG = { ...SHORT, taps: 1_000_000, kills: 500, cuts: 500, browsers: 8 };

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
      rooms: { type: 'string' },
      browsers: { type: 'string' },
      plant: { type: 'string' },
      'self-test': { type: 'boolean', default: false },
      seeds: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const profile = values.ci ? CI : values.long ? LONG : SHORT;
  const number = (name: 'taps' | 'kills' | 'cuts' | 'rooms' | 'browsers') =>
    wholeNumber(name, values[name] ?? String(profile[name]));
  const mixed = mixedFaults({ kills: number('kills'), cuts: number('cuts') });
  const count = (name: keyof FaultCounts) => wholeNumber(name, values[name] ?? String(mixed[name]));
  return {
    seed: wholeNumber('seed', values.seed ?? String(randomInt(2 ** 31))),
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
