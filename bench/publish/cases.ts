/** A part of what is published: one command of `bench.ts`, or of `disk.ts`. */
export interface Case {
  /** Stands in each of its lines. */
  readonly name: string;
  readonly title: string;
  /** Null for `disk.ts`. */
  readonly args: readonly string[] | null;
}

/** Each server at rates up to where it no longer shows taps within 100 ms, or where the others end. */
function hot(viewers: number, entrants: readonly string[]): Case {
  const args = ['--scenario', 'hot', '--viewers', String(viewers), '--only', entrants.join(',')];
  return { name: `hot-${viewers}`, title: `One hot room, ${viewers} viewers`, args };
}

function at(server: string, ...rates: readonly number[]): string[] {
  return rates.map((rate) => `${server}:${rate}`);
}

function scenario(name: string, title: string, ...args: readonly string[]): Case {
  return { name, title, args: ['--scenario', name, ...args] };
}

export const CASES: readonly Case[] = [
  hot(10, [
    ...at('scoreroom', 100, 1_000, 2_000),
    ...at('naive', 100, 1_000),
    ...at('naive-delta', 1_000),
    ...at('ws-per-tap', 1_000),
    ...at('ws-merged', 100, 2_000),
    ...at('colyseus', 100, 2_000),
    ...at('bun', 100, 2_000),
  ]),
  hot(200, [
    ...at('scoreroom', 100, 1_000, 4_000, 8_000, 16_000),
    ...at('naive', 50, 100, 200),
    ...at('naive-delta', 200, 400, 800),
    ...at('ws-per-tap', 200, 400, 800),
    ...at('ws-merged', 200, 4_000, 16_000),
    ...at('colyseus', 200, 4_000, 16_000),
    ...at('bun', 200, 4_000, 16_000),
  ]),
  hot(1_000, [
    ...at('scoreroom', 1_000, 4_000, 8_000),
    ...at('naive', 80),
    ...at('naive-delta', 80, 160),
    ...at('ws-per-tap', 80, 160),
    ...at('ws-merged', 1_000, 8_000),
    ...at('colyseus', 1_000, 8_000),
    ...at('bun', 1_000, 8_000),
  ]),
  hot(3_000, [
    ...at('scoreroom', 1_000, 4_000),
    ...at('ws-merged', 1_000, 4_000),
    ...at('bun', 1_000, 4_000),
  ]),
  scenario('quiet', 'Few taps: nothing to merge', '--only', 'scoreroom,naive,ws-per-tap,ws-merged'),
  scenario('rooms', '1,000 rooms of 10 viewers'),
  scenario('idle', '10,000 idle connections', '--only', 'scoreroom,ws-merged,bun'),
  scenario('joins', '1,000 joins in 5 s, while 200 tap'),
  scenario('pages', '20 page loads per second, while 200 tap'),
  scenario('slow-readers', '1,000 viewers who never read, beside 200 who do'),
  scenario('herd', '5,000 come back after a restart'),
  scenario('browser', 'A real browser, 4 times slower: 300 players, 200 taps/s'),
  { name: 'disk', title: 'The storage against SQLite itself', args: null },
];
