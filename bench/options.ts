import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunPlan } from './report/run-result.ts';
import type { Peer } from './peers/peer.ts';
import { findPeer } from './peers/registry.ts';
import type { Scenario, Size } from './scenarios/scenario.ts';
import { findScenario, SCENARIOS } from './scenarios/scenarios.ts';

const MIN_PROBES = 20;

const SCENARIO_LINES = SCENARIOS.map(
  ({ name, about, extraIs }) =>
    `    ${name.padEnd(13)} ${about}${extraIs === null ? '' : ` (--extra: ${extraIs})`}`,
);

export const USAGE = `node bench/bench.ts [options]
  --scenario NAME        (hot)
${SCENARIO_LINES.join('\n')}
  --viewers N, --rooms N, --extra N, --warm S, --measure S
                         instead of the scenario's own sizes
  --rate R               taps per second of Scoreroom, open loop, in all rooms together
  --against LIST         peers to interleave with, as name or name:rate, or none
  --only LIST            these instead of Scoreroom and its peers
  --rounds N             how often to go there and back: A-B-B-A (1)
  --wait S               before each run, wait up to S seconds for other programs to rest (0)
  --probes N             viewers that decode everything (${MIN_PROBES}, and one in each room)
  --app DIR              the checkout to serve (this one)
  --data DIR             where to keep the data: the disk to measure (the system's temporary directory)
  --profile DIR          write CPU profiles of the servers
  --json                 one JSON object per run and nothing else`;

export interface BenchOptions {
  /** One round there; the way back is the same from its end. */
  readonly plans: readonly RunPlan[];
  readonly rounds: number;
  readonly waitSec: number;
  readonly json: boolean;
  readonly place: Place;
}

/** Where servers come from and what they write to. */
export interface Place {
  readonly appDir: string;
  readonly dataRoot: string | undefined;
  readonly profileDir: string | undefined;
}

/** Throws where the command line makes no sense. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', default: 'hot' },
      viewers: { type: 'string' },
      rooms: { type: 'string' },
      extra: { type: 'string' },
      rate: { type: 'string' },
      against: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      warm: { type: 'string' },
      measure: { type: 'string' },
      wait: { type: 'string', default: '0' },
      probes: { type: 'string', default: String(MIN_PROBES) },
      app: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
      data: { type: 'string' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const scenario = findScenario(values.scenario);
  const { usual } = scenario;
  const or = (name: 'viewers' | 'rooms' | 'extra' | 'warm' | 'measure', standard: number) =>
    values[name] === undefined ? standard : positive(name, values[name]);
  const size: Size = {
    viewers: or('viewers', usual.viewers),
    rooms: or('rooms', usual.rooms),
    extra: or('extra', usual.extra),
    warmSec: or('warm', usual.warmSec),
    measureSec: or('measure', usual.measureSec),
    ratePerSec: usual.ratePerSec,
  };
  const own = `scoreroom${values.rate === undefined ? '' : `:${values.rate}`}`;
  const against = listOf(values.against) ?? scenario.against;
  const probes = positive('probes', values.probes);
  return {
    plans: (listOf(values.only) ?? [own, ...against]).flatMap((entrant) => {
      const [name = '', rate] = entrant.split(':');
      const ratePerSec = rate === undefined ? size.ratePerSec : notNegative('rate', rate);
      return plansOf({ scenario, peer: findPeer(name), size: { ...size, ratePerSec }, probes });
    }),
    rounds: positive('rounds', values.rounds),
    waitSec: notNegative('wait', values.wait),
    json: values.json,
    place: {
      appDir: resolve(values.app),
      dataRoot: values.data === undefined ? undefined : resolve(values.data),
      profileDir: values.profile === undefined ? undefined : resolve(values.profile),
    },
  };
}

interface Entry {
  readonly scenario: Scenario;
  readonly peer: Peer;
  readonly size: Size;
  readonly probes?: number;
}

/** The runs of one server in one scenario. Throws where the server cannot take part. */
export function plansOf({ scenario, peer, size, probes = MIN_PROBES }: Entry): RunPlan[] {
  const lacking = scenario.needs.find((need) => !peer.abilities.includes(need));
  if (lacking !== undefined) throw new Error(`${peer.name} has no ${lacking}.`);
  const { rooms, extra, warmSec, measureSec } = size;
  const viewersPerRoom = Math.max(1, Math.round(size.viewers / rooms));
  return scenario.sides(extra).map((side) => ({
    scenario: scenario.name,
    server: peer.name,
    rooms,
    viewersPerRoom,
    viewers: viewersPerRoom * rooms,
    probesPerRoom: Math.min(viewersPerRoom, Math.ceil(probes / rooms)),
    ratePerSec: size.ratePerSec ?? peer.defaultRate,
    warmSec,
    measureSec,
    side,
  }));
}

function listOf(text: string | undefined): string[] | undefined {
  return text === 'none' ? [] : text?.split(',');
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} must be a number above 0, not "${text}".`);
}

function notNegative(name: string, text: string): number {
  return Number(text) === 0 ? 0 : positive(name, text);
}
