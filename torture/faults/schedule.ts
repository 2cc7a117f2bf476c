import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import { KILL_POINTS, type KillPoint } from '../server/kill-points.ts';
import {
  drawOutside,
  mixedOutside,
  type OutsideCounts,
  type OutsideFault,
} from './outside-faults.ts';

/** What is done to a server that is alone. */
export type ServerFault =
  | { readonly kind: 'kill-at'; readonly point: KillPoint; readonly nth: number }
  | { readonly kind: 'kill' }
  | { readonly kind: 'drain' }
  | { readonly kind: 'freeze'; readonly ms: number }
  | { readonly kind: 'disk-full'; readonly ms: number };

/** A fault, and how long nothing new goes wrong before it. */
export interface Step<StageFault> {
  readonly afterMs: number;
  readonly fault: StageFault | OutsideFault;
}

/** How often what goes wrong in one run. */
export interface FaultCounts extends OutsideCounts {
  readonly kills: number;
  readonly drains: number;
  readonly freezes: number;
  readonly disks: number;
}

/** A run of everything, by how often servers are killed and links are cut. */
export function mixedFaults({ kills, cuts }: Pick<FaultCounts, 'kills' | 'cuts'>): FaultCounts {
  return {
    kills,
    drains: Math.ceil(kills / 12),
    freezes: Math.ceil(kills / 12),
    disks: Math.ceil(kills / 12),
    ...mixedOutside(cuts),
  };
}

/** What goes wrong and when: the same for the same seed, whatever comes of it. */
export function planFaults(seed: number, counts: FaultCounts): Step<ServerFault>[] {
  const draws = seededRandom(seed);
  const many = (count: number, make: (index: number) => ServerFault) =>
    Array.from({ length: count }, (_, index) => make(index));
  const ms = (least: number, most: number) => least + draws.below(most - least);
  const firstPoint = draws.below(KILL_POINTS.length);
  const faults = [
    ...many(counts.kills, (index) => {
      if (index % 4 === 3) return { kind: 'kill' };
      const point = KILL_POINTS[(firstPoint + index) % KILL_POINTS.length] ?? 'durable';
      return { kind: 'kill-at', point, nth: 1 + draws.below(15) };
    }),
    ...many(counts.drains, () => ({ kind: 'drain' })),
    ...many(counts.freezes, () => ({ kind: 'freeze', ms: ms(100, 1_500) })),
    ...many(counts.disks, () => ({ kind: 'disk-full', ms: ms(500, 1_500) })),
    ...drawOutside(counts, draws),
  ];
  return shuffled(faults, draws).map((fault) => ({ afterMs: ms(20, 500), fault }));
}

export function shuffled<T>(items: readonly T[], draws: SeededRandom): T[] {
  return items
    .map((item) => ({ item, place: draws.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
