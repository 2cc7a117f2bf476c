import type { NodeFaultCounts } from '../faults/node-schedule.ts';
import type { FaultCounts } from '../faults/schedule.ts';
import type { Check } from '#lib/testing/checker/history.ts';

/** A change of the product's source. */
export interface Edit {
  /** From the root of the checkout. */
  readonly module: string;
  /** Stands there exactly once; where it does not any more, the plant says so and needs mending. */
  readonly find: string;
  readonly replace: string;
}

/** A bug that the checker has to find. */
export interface Plant<Counts = FaultCounts | NodeFaultCounts> {
  readonly name: string;
  /** What it would mean for people. */
  readonly what: string;
  /** Checks by which it may be found: any other finding is not enough. */
  readonly by: readonly Check[];
  /** What has to go wrong for it to show; nothing else goes wrong then. */
  readonly when: Partial<Counts>;
  readonly edits: readonly Edit[];
}

/** One of a server that is alone. */
export type ServerPlant = Plant<FaultCounts>;
/** One of several nodes. */
export type NodePlant = Plant<NodeFaultCounts>;
