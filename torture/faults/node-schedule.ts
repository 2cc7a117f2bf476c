import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import type { KillPoint } from '../server/kill-points.ts';
import { drawOutside, mixedOutside, type OutsideCounts } from './outside-faults.ts';
import { shuffled, type Step } from './schedule.ts';

/** What is done to nodes and to what they need. Nodes are numbered; numbers beyond the last begin anew. */
export type NodeFault =
  | {
      readonly kind: 'kill-node';
      readonly node: number;
      /** Where it is to die; null for wherever it is. */
      readonly point: KillPoint | null;
      readonly nth: number;
      /** How long it stays dead. */
      readonly ms: number;
    }
  | { readonly kind: 'freeze-node'; readonly node: number; readonly ms: number }
  | { readonly kind: 'drain-node'; readonly node: number }
  | {
      readonly kind: 'wrong-clock';
      readonly node: number;
      readonly ms: number;
      readonly offMs: number;
    }
  | { readonly kind: 'kill-redis'; readonly ms: number }
  | { readonly kind: 'freeze-redis'; readonly ms: number }
  | { readonly kind: 'flush-redis' }
  | {
      readonly kind: 'delay-redis';
      /** Null for all. */
      readonly node: number | null;
      readonly ms: number;
      readonly byMs: number;
    }
  | { readonly kind: 'cut-redis'; readonly node: number; readonly ms: number }
  | { readonly kind: 'restart-postgres'; readonly ms: number }
  | { readonly kind: 'kill-postgres'; readonly ms: number }
  | { readonly kind: 'end-backends'; readonly times: number }
  | { readonly kind: 'cut-postgres'; readonly node: number; readonly ms: number }
  | { readonly kind: 'stall-postgres'; readonly node: number; readonly ms: number };

/** How often what goes wrong in a run of several nodes. */
export interface NodeFaultCounts extends OutsideCounts {
  readonly kills: number;
  readonly drains: number;
  readonly freezes: number;
  /** Each kind of what can befall Redis, or the way there, in turns. */
  readonly redis: number;
  /** … and PostgreSQL. */
  readonly postgres: number;
  readonly clocks: number;
}

/** A run of everything: so many faults of nodes and what they need, and about as many outside. */
export function mixedNodeFaults(faults: number): NodeFaultCounts {
  const share = (part: number) => Math.round(faults * part);
  const counts = {
    drains: share(0.1),
    freezes: share(0.1),
    redis: share(0.25),
    postgres: share(0.25),
    clocks: share(0.1),
  };
  const others = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { kills: faults - others, ...counts, ...mixedOutside(Math.ceil(faults / 4)) };
}

/** Of the moments around a commit those that happen in a node: the others are PostgreSQL's. */
export const NODE_KILL_POINTS = ['received', 'decided', 'handed', 'answered', 'told'] as const;
const HOUR_MS = 3_600_000;

/** What goes wrong and when: the same for the same seed, whatever comes of it. */
export function planNodeFaults(seed: number, counts: NodeFaultCounts): Step<NodeFault>[] {
  const draws = seededRandom(seed);
  const many = (count: number, make: (index: number) => NodeFault) =>
    Array.from({ length: count }, (_, index) => make(index));
  const ms = (least: number, most: number) => least + draws.below(most - least);
  const node = () => draws.below(1_000);
  const first = draws.below(1_000);
  const faults = [
    ...many(counts.kills, (index) => {
      const place = NODE_KILL_POINTS[(first + index) % NODE_KILL_POINTS.length] ?? null;
      const point = index % 4 === 3 ? null : place;
      return { kind: 'kill-node', node: node(), point, nth: 1 + draws.below(8), ms: ms(0, 3_000) };
    }),
    ...many(counts.drains, () => ({ kind: 'drain-node', node: node() })),
    ...many(counts.freezes, () => ({ kind: 'freeze-node', node: node(), ms: ms(1_000, 6_000) })),
    ...many(counts.redis, (index) => redisFault(first + index, draws)),
    ...many(counts.postgres, (index) => postgresFault(first + index, draws)),
    ...many(counts.clocks, () => ({
      kind: 'wrong-clock',
      node: node(),
      ms: ms(2_000, 8_000),
      offMs: draws.pick([-HOUR_MS, HOUR_MS]),
    })),
    ...drawOutside(counts, draws),
  ];
  return shuffled(faults, draws).map((fault) => ({ afterMs: ms(200, 1_800), fault }));
}

function redisFault(index: number, draws: SeededRandom): NodeFault {
  const ms = 500 + draws.below(4_500);
  const node = draws.below(1_000);
  const kinds: readonly NodeFault[] = [
    { kind: 'kill-redis', ms },
    { kind: 'freeze-redis', ms },
    { kind: 'flush-redis' },
    {
      kind: 'delay-redis',
      node: draws.chance(0.5) ? node : null,
      ms: ms * 2,
      byMs: 50 + draws.below(1_950),
    },
    { kind: 'cut-redis', node, ms },
  ];
  return kinds[index % kinds.length] as NodeFault;
}

function postgresFault(index: number, draws: SeededRandom): NodeFault {
  const ms = 200 + draws.below(3_300);
  const node = draws.below(1_000);
  const kinds: readonly NodeFault[] = [
    { kind: 'restart-postgres', ms: Math.round(ms / 3) },
    { kind: 'kill-postgres', ms: Math.round(ms / 3) },
    { kind: 'end-backends', times: 3 + draws.below(10) },
    { kind: 'cut-postgres', node, ms },
    { kind: 'stall-postgres', node, ms },
  ];
  return kinds[index % kinds.length] as NodeFault;
}
