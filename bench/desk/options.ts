import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const USAGE = `node bench/desk.ts [options]
  --events N     score events in the room whose events are undone (100000)
  --rooms N      rooms in the admin's list (10000)
  --samples N    requests of each kind (200)
  --seed N       repeats the choices of an earlier run
  --app DIR      the checkout to serve (this one)
  --data DIR     where to keep the data (the system's temporary directory)`;

export interface DeskOptions {
  readonly events: number;
  readonly rooms: number;
  readonly samples: number;
  readonly seed: number;
  readonly appDir: string;
  readonly dataRoot: string | undefined;
}

export function readDeskOptions(args: string[]): DeskOptions {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string', default: '100000' },
      rooms: { type: 'string', default: '10000' },
      samples: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      app: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
      data: { type: 'string' },
    },
  });
  return {
    events: wholeNumber('events', values.events),
    rooms: wholeNumber('rooms', values.rooms),
    samples: wholeNumber('samples', values.samples),
    seed: wholeNumber('seed', values.seed),
    appDir: resolve(values.app),
    dataRoot: values.data === undefined ? undefined : resolve(values.data),
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a whole number from 1, not "${text}".`);
}
