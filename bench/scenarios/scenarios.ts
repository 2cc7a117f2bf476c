import type { SideLoad } from '../load/side-load.ts';
import type { Scenario, Size } from './scenario.ts';

const USUAL: Size = {
  viewers: 200,
  rooms: 1,
  ratePerSec: null,
  extra: 0,
  warmSec: 3,
  measureSec: 10,
};
const TINY: Size = { ...USUAL, viewers: 4, ratePerSec: 20, warmSec: 0.1, measureSec: 0.4 };
/** A tap every quarter of a second: each finds the room quiet. */
const QUIET_RATE = 4;
const JOIN_SECONDS = 5;
const NOTHING: SideLoad = { kind: 'none' };

const PLAIN = {
  extraIs: null,
  usual: USUAL,
  tiny: TINY,
  against: ['naive'],
  needs: [],
  sides: () => [NOTHING],
} satisfies Partial<Scenario>;

export const SCENARIOS: readonly Scenario[] = [
  { ...PLAIN, name: 'hot', about: 'one room, everyone taps' },
  {
    ...PLAIN,
    name: 'quiet',
    about: `one room, ${QUIET_RATE} taps/s in all: where there is nothing to merge`,
    usual: { ...USUAL, ratePerSec: QUIET_RATE },
  },
  {
    ...PLAIN,
    name: 'rooms',
    about: '1,000 rooms of 10 viewers, and all of them tap',
    usual: { ...USUAL, viewers: 10_000, rooms: 1_000, ratePerSec: 1_000 },
    tiny: { ...TINY, viewers: 6, rooms: 3 },
    against: ['ws-merged'],
    needs: ['rooms'],
  },
  {
    ...PLAIN,
    name: 'idle',
    about: '10,000 viewers in 10 rooms where nobody taps: what a connection costs',
    usual: { ...USUAL, viewers: 10_000, rooms: 10, ratePerSec: 0 },
    tiny: { ...TINY, viewers: 6, rooms: 2, ratePerSec: 0 },
    against: ['ws-merged'],
    needs: ['rooms'],
  },
  {
    ...PLAIN,
    name: 'joins',
    about: '1,000 join within 5 s a room where 200 tap',
    extraIs: 'newcomers',
    usual: { ...USUAL, ratePerSec: 1_000, extra: 1_000 },
    tiny: { ...TINY, extra: 4 },
    against: [],
    sides: (count) => [{ kind: 'joins', count, seconds: Math.min(JOIN_SECONDS, count / 20) }],
  },
  {
    ...PLAIN,
    name: 'pages',
    about: 'a room that taps, without and with 20 loads of its page per second',
    extraIs: 'page loads per second',
    usual: { ...USUAL, ratePerSec: 1_000, extra: 20 },
    tiny: { ...TINY, extra: 5 },
    against: [],
    needs: ['pages'],
    sides: (perSec) => [NOTHING, { kind: 'pages', perSec }],
  },
  {
    ...PLAIN,
    name: 'slow-readers',
    about: 'a room that taps, without and with 1,000 viewers who never read',
    extraIs: 'viewers who never read',
    usual: { ...USUAL, ratePerSec: 4_000, extra: 1_000, measureSec: 30 },
    tiny: { ...TINY, extra: 3 },
    against: [],
    sides: (count) => [NOTHING, { kind: 'slow-readers', count }],
  },
  {
    ...PLAIN,
    name: 'herd',
    about: '5,000 viewers in 50 rooms, and the server restarts',
    usual: { ...USUAL, viewers: 5_000, rooms: 50, ratePerSec: 100, measureSec: 30 },
    tiny: { ...TINY, viewers: 6, rooms: 2, measureSec: 3 },
    against: [],
    needs: ['rooms', 'restarts'],
    sides: () => [{ kind: 'restart' }],
  },
  {
    ...PLAIN,
    name: 'browser',
    about: '300 players, 200 taps/s, in a real browser on a processor 4 times slower',
    extraIs: 'how many times slower',
    usual: { ...USUAL, viewers: 300, ratePerSec: 200, extra: 4 },
    tiny: { ...TINY, extra: 2 },
    against: [],
    needs: ['pages'],
    sides: (slowdown) => [{ kind: 'browser', slowdown }],
  },
];

export function findScenario(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario "${name}".`);
  return scenario;
}
