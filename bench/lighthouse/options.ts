import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const THROTTLINGS = ['simulate', 'devtools', 'provided'] as const;

/**
 * `simulate` loads the page as fast as it comes, and reckons what a slow phone would have made of it: the preset's own way.
 * `devtools` slows the browser itself down. `provided` slows nothing down.
 */
export type Throttling = (typeof THROTTLINGS)[number];

export const USAGE = `node bench/lighthouse.ts [options]
  --runs N            how often the page is measured (5)
  --path PATH         another page of this server (that of a room with 12 players)
  --throttling HOW    ${THROTTLINGS.join(', ')} (simulate)
  --wait S            before each run, wait up to S seconds for other programs to rest (0)
  --app DIR           the checkout to serve (this one)
  --json              one JSON object per run, then one of the medians, and nothing else`;

export interface LighthouseOptions {
  readonly runs: number;
  readonly throttling: Throttling;
  /** Null for the page of a room that is made for it. */
  readonly path: string | null;
  readonly waitSec: number;
  readonly appDir: string;
  readonly json: boolean;
}

/** Throws where the command line makes no sense. */
export function readLighthouseOptions(args: string[]): LighthouseOptions {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '5' },
      path: { type: 'string' },
      throttling: { type: 'string', default: 'simulate' },
      wait: { type: 'string', default: '0' },
      app: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
      json: { type: 'boolean', default: false },
    },
  });
  const throttling = THROTTLINGS.find((one) => one === values.throttling);
  if (throttling === undefined) throw new Error(`--throttling must be ${THROTTLINGS.join(', ')}.`);
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1.');
  const waitSec = Number(values.wait);
  if (!(waitSec >= 0)) throw new Error('--wait must be a number from 0.');
  return {
    runs,
    throttling,
    path: values.path ?? null,
    waitSec,
    appDir: resolve(values.app),
    json: values.json,
  };
}
