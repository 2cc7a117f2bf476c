import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const USAGE = `node bench/kill.ts [options]
  --kills N      how often the server is killed (20)
  --seed N       repeats the moments of an earlier check
  --clients N    clients, each with a player of its own (50)
  --rate R       taps per second in all (1000)
  --app DIR      the checkout to serve (this one)
  --data DIR     where to keep the data (the system's temporary directory)`;

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly clients: number;
  readonly ratePerSec: number;
  readonly appDir: string;
  readonly dataRoot: string | undefined;
}

export function readKillOptions(args: string[]): KillOptions {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      clients: { type: 'string', default: '50' },
      rate: { type: 'string', default: '1000' },
      app: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
      data: { type: 'string' },
    },
  });
  return {
    kills: wholeNumber('kills', values.kills),
    seed: wholeNumber('seed', values.seed),
    clients: wholeNumber('clients', values.clients),
    ratePerSec: wholeNumber('rate', values.rate),
    appDir: resolve(values.app),
    dataRoot: values.data === undefined ? undefined : resolve(values.data),
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} must be a whole number, not "${text}".`);
}
