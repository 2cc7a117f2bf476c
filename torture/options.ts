import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export const USAGE = `npm run torture -- [options]
  --ci           50,000 taps, 32 kills, 32 cuts, at most three minutes
  --long         1,000,000 taps, 500 kills
  --seed N       repeats the faults of an earlier run
  --taps N       taps in all (5000)
  --kills N      how often the server is killed (6)
  --cuts N       how often a link is cut (6)
  --rooms N      rooms (3)
  --browsers N   browsers, with three tabs each (6)
  --plant NAME   plants a bug first, which is to be found
  --self-test    plants every bug there is, one after another; each must be found
  --seeds        repeats the runs that are kept in torture/seeds.ts
  --json         one line of JSON instead of words`;

export interface TortureOptions {
  readonly seed: number;
  readonly taps: number;
  readonly kills: number;
  readonly cuts: number;
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
      cuts: { type: 'string' },
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
  return {
    seed: wholeNumber('seed', values.seed ?? String(randomInt(2 ** 31))),
    taps: number('taps'),
    kills: number('kills'),
    cuts: number('cuts'),
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
