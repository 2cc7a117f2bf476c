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
  | { readonly kind: 'fill-browser'; readonly browser: number; readonly ms: number }
  | { readonly kind: 'jump-clock'; readonly browser: number; readonly ms: number };

/** A fault, and how long nothing new goes wrong before it. */
export interface Step {
  readonly afterMs: number;
  readonly fault: Fault;
}

/** How often what goes wrong in one run. */
export interface FaultCounts {
  readonly kills: number;
  readonly drains: number;
  readonly freezes: number;
  readonly disks: number;
  readonly cuts: number;
  readonly stalls: number;
  readonly delays: number;
  readonly lies: number;
  /** Killed browsers, crashed tabs and reloads, in turns. */
  readonly crashes: number;
  readonly jumps: number;
  /** Browsers that may store nothing more for a while. */
  readonly quotas: number;
}

/** A run of everything, by how often servers are killed and links are cut. */
export function mixedFaults({ kills, cuts }: Pick<FaultCounts, 'kills' | 'cuts'>): FaultCounts {
  return {
    kills,
    drains: Math.ceil(kills / 12),
    freezes: Math.ceil(kills / 12),
    disks: Math.ceil(kills / 12),
    cuts,
    stalls: Math.ceil(cuts / 4),
    delays: Math.ceil(cuts / 6),
    lies: cuts,
    crashes: 3 * Math.ceil(cuts / 4),
    jumps: Math.ceil(cuts / 10),
    quotas: Math.ceil(cuts / 10),
  };
}

/** What goes wrong and when: the same for the same seed, whatever comes of it. */
export function planFaults(seed: number, counts: FaultCounts): Step[] {
  const draws = seededRandom(seed);
  const many = (count: number, make: (index: number) => Fault) =>
    Array.from({ length: count }, (_, index) => make(index));
  const ms = (least: number, most: number) => least + draws.below(most - least);
  const one = () => draws.below(1_000);
  const firstPoint = draws.below(KILL_POINTS.length);
  const faults: Fault[] = [
    ...many(counts.kills, (index) => {
      if (index % 4 === 3) return { kind: 'kill' };
      const point = KILL_POINTS[(firstPoint + index) % KILL_POINTS.length] ?? 'durable';
      return { kind: 'kill-at', point, nth: 1 + draws.below(15) };
    }),
    ...many(counts.drains, () => ({ kind: 'drain' })),
    ...many(counts.freezes, () => ({ kind: 'freeze', ms: ms(100, 1_500) })),
    ...many(counts.disks, () => ({ kind: 'disk-full', ms: ms(500, 1_500) })),
    ...many(counts.cuts, () => ({ kind: 'cut', link: one(), ms: ms(20, 1_500) })),
    ...many(counts.stalls, () => ({
      kind: 'stall',
      link: one(),
      ms: ms(100, 3_000),
      breaks: draws.chance(0.5),
    })),
    ...many(counts.delays, () => ({
      kind: 'delay',
      link: one(),
      ms: ms(500, 3_000),
      byMs: ms(20, 400),
    })),
    ...many(counts.lies, () => ({
      kind: 'lie',
      link: one(),
      ms: ms(500, 4_000),
      mischief: mischiefOf(draws),
    })),
    ...many(counts.crashes, (index) => crashOf(index, draws)),
    ...many(counts.jumps, () => ({
      kind: 'jump-clock',
      browser: one(),
      ms: draws.pick([-3_600_000, 3_600_000, 31_000, -31_000]),
    })),
    ...many(counts.quotas, () => ({ kind: 'fill-browser', browser: one(), ms: ms(100, 3_000) })),
  ];
  return shuffled(faults, draws).map((fault) => ({ afterMs: ms(20, 500), fault }));
}

function crashOf(index: number, draws: SeededRandom): Fault {
  const browser = draws.below(1_000);
  const tab = draws.below(1_000);
  const isWriteLost = draws.chance(0.5);
  if (index % 3 === 0) {
    return { kind: 'kill-browser', browser, ms: 50 + draws.below(1_450), isWriteLost };
  }
  if (index % 3 === 1) return { kind: 'crash-tab', browser, tab, isWriteLost };
  return { kind: 'reload-tab', browser, tab };
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
