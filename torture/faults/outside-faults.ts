import type { SeededRandom } from '#lib/testing/seeded-random.ts';
import type { Mischief } from '../link/tamper.ts';

/** What is done to the way between a browser and its server. */
export type LinkFault =
  | { readonly kind: 'cut'; readonly link: number; readonly ms: number }
  | { readonly kind: 'stall'; readonly link: number; readonly ms: number; readonly breaks: boolean }
  | { readonly kind: 'delay'; readonly link: number; readonly ms: number; readonly byMs: number }
  | {
      readonly kind: 'lie';
      readonly link: number;
      readonly ms: number;
      readonly mischief: Mischief;
    };

export type BrowserFault =
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

/** What goes wrong outside of whatever serves. Links and browsers are numbered; numbers beyond the last begin anew. */
export type OutsideFault = LinkFault | BrowserFault;

const OUTSIDE: ReadonlySet<string> = new Set<OutsideFault['kind']>([
  'cut',
  'stall',
  'delay',
  'lie',
  'kill-browser',
  'crash-tab',
  'reload-tab',
  'fill-browser',
  'jump-clock',
]);

export function isOutside(fault: { readonly kind: string }): fault is OutsideFault {
  return OUTSIDE.has(fault.kind);
}

/** How often what goes wrong outside in one run. */
export interface OutsideCounts {
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

/** Some of everything, by how often links are cut. */
export function mixedOutside(cuts: number): OutsideCounts {
  return {
    cuts,
    stalls: Math.ceil(cuts / 4),
    delays: Math.ceil(cuts / 6),
    lies: cuts,
    crashes: 3 * Math.ceil(cuts / 4),
    jumps: Math.ceil(cuts / 10),
    quotas: Math.ceil(cuts / 10),
  };
}

export function drawOutside(counts: OutsideCounts, draws: SeededRandom): OutsideFault[] {
  const many = (count: number, make: (index: number) => OutsideFault) =>
    Array.from({ length: count }, (_, index) => make(index));
  const ms = (least: number, most: number) => least + draws.below(most - least);
  const one = () => draws.below(1_000);
  return [
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
}

function crashOf(index: number, draws: SeededRandom): OutsideFault {
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
