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
export interface Plant {
  readonly name: string;
  /** What it would mean for people. */
  readonly what: string;
  /** Checks by which it may be found: any other finding is not enough. */
  readonly by: readonly Check[];
  readonly edits: readonly Edit[];
}
