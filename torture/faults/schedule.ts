import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import type { Mischief } from '../link/tamper.ts';
import { KILL_POINTS, type KillPoint } from '../server/kill-points.ts';

/** What is done to the server, a link or a browser. Links and browsers are numbered; numbers beyond the last begin anew. */
export type Fault =
  | { readonly kind: 'kill-at'; readonly point: KillPoint; readonly nth: number }
  | { readonly kind: 'kill' }
  | { readonly kind: 'drain' }
  | { readonly kind: 'freeze'; readonly ms: number }
  | { readonly kind: 'disk-full'; readonly ms: number }
  | { readonly kind: 'cut'; readonly link: number; readonly ms: number }
  | { readonly kind: 'stall'; readonly link: number; readonly ms: number; readonly breaks: boolean }
  | { readonly kind: 'delay'; readonly link: number; readonly ms: number; readonly byMs: number }
  | {
      readonly kind: 'lie';
      readonly link: number;
      readonly ms: number;
      readonly mischief: Mischief;
    }
  | {
      readonly kind: 'kill-browser';
      readonly browser: number;
      readonly ms: number;
      readonly isWriteLost: boolean;
    }
  | {
      readonly kind: 'crash-tab';
      readonly browser: number;
      readonly tab: number;
      readonly isWriteLost: boolean;
    }
  | { readonly kind: 'reload-tab'; readonly browser: number; readonly tab: number }
  | { readonly kind: 'jump-clock'; readonly browser: number; readonly ms: number };

/** A fault, and how long nothing new goes wrong before it. */
export interface Step {
  readonly afterMs: number;
  readonly fault: Fault;
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly kills: number;
  readonly cuts: number;
}

/** What goes wrong and when: the same for the same seed, whatever comes of it. */
export function planFaults({ seed, kills, cuts }: ScheduleOptions): Step[] {
  const draws = seededRandom(seed);
  const many = (count: number, make: () => Fault) => Array.from({ length: Math.ceil(count) }, make);
  const ms = (least: number, most: number) => least + draws.below(most - least);
  const link = () => draws.below(1_000);
  const browser = () => draws.below(1_000);
  let point = draws.below(KILL_POINTS.length);
  const faults: Fault[] = [
    ...many(kills * 0.75, () => {
      point = (point + 1) % KILL_POINTS.length;
      return { kind: 'kill-at', point: KILL_POINTS[point] ?? 'durable', nth: 1 + draws.below(15) };
    }),
    ...many(kills * 0.25, () => ({ kind: 'kill' })),
    ...many(kills / 12, () => ({ kind: 'drain' })),
    ...many(kills / 12, () => ({ kind: 'freeze', ms: ms(100, 1_500) })),
    ...many(kills / 12, () => ({ kind: 'disk-full', ms: ms(200, 1_200) })),
    ...many(cuts, () => ({ kind: 'cut', link: link(), ms: ms(20, 1_500) })),
    ...many(cuts / 4, () => ({
      kind: 'stall',
      link: link(),
      ms: ms(100, 3_000),
      breaks: draws.chance(0.5),
    })),
    ...many(cuts / 6, () => ({
      kind: 'delay',
      link: link(),
      ms: ms(500, 3_000),
      byMs: ms(20, 400),
    })),
    ...many(cuts, () => ({
      kind: 'lie',
      link: link(),
      ms: ms(500, 4_000),
      mischief: mischiefOf(draws),
    })),
    ...many(cuts / 4, () => ({
      kind: 'kill-browser',
      browser: browser(),
      ms: ms(50, 1_500),
      isWriteLost: draws.chance(0.5),
    })),
    ...many(cuts / 4, () => ({
      kind: 'crash-tab',
      browser: browser(),
      tab: draws.below(10),
      isWriteLost: draws.chance(0.5),
    })),
    ...many(cuts / 4, () => ({ kind: 'reload-tab', browser: browser(), tab: draws.below(10) })),
    ...many(cuts / 10, () => ({
      kind: 'jump-clock',
      browser: browser(),
      ms: draws.pick([-3_600_000, 3_600_000, 31_000, -31_000]),
    })),
  ];
  return shuffled(faults, draws).map((fault) => ({ afterMs: ms(20, 500), fault }));
}

function mischiefOf(draws: SeededRandom): Mischief {
  const often = () => (draws.chance(0.5) ? draws.random() : 0);
  const [drop, duplicate, reorder, stray] = [often(), often(), often(), often()];
  return { drop, duplicate, reorder, stray, repeat: draws.random() };
}

function shuffled<T>(items: readonly T[], draws: SeededRandom): T[] {
  return items
    .map((item) => ({ item, place: draws.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
