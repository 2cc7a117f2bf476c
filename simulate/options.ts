import { parseArgs } from 'node:util';
import { FULL, TINY, type Scenario, type Size } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

const LINES = SCENARIOS.map(({ name, about }) => `    ${name.padEnd(10)} ${about}`).join('\n');

export const USAGE = `node simulate/simulate.ts [options]
  --scenario NAME   (all of them)
${LINES}
  --seed N          what the same seed gives is the same (1)
  --nodes N         instead of ${FULL.nodes}
  --tiny            2,000 connections instead of a million
  --json            one JSON object per scenario and nothing else`;

export interface Options {
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  readonly size: Size;
  readonly json: boolean;
}

/** Throws where the command line makes no sense. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string' },
      seed: { type: 'string', default: '1' },
      nodes: { type: 'string' },
      tiny: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const named = SCENARIOS.filter(({ name }) => name === (values.scenario ?? name));
  if (named.length === 0) throw new Error(`There is no scenario "${values.scenario}".`);
  const size = values.tiny ? TINY : FULL;
  return {
    scenarios: named,
    seed: wholeNumber('seed', values.seed),
    size:
      values.nodes === undefined ? size : { ...size, nodes: wholeNumber('nodes', values.nodes) },
    json: values.json,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a whole number above 0, not "${text}".`);
}
