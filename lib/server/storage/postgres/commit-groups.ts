import { setImmediate } from 'node:timers';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { CommitResult } from '../room-storage.ts';
import { commitSql, type CommitRow } from './commit-values.ts';

/** Rooms in one transaction, at most: what one of them has to wait for all of the others do. */
const MAX_ROOMS = 32;

interface Waiting {
  readonly roomId: number;
  readonly values: readonly unknown[];
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitGroupsOptions {
  /** Runs one statement as a transaction of its own. */
  readonly call: (sql: string, values: readonly unknown[]) => Promise<readonly CommitRow[]>;
  /** Transactions at once; what is added while so many are under way makes the next one. */
  readonly maxAtOnce: number;
}

/**
 * Writes what several rooms of this node commit at the same time as one transaction: most of what a small one costs is not in
 * its rows. Each room has its own answer, and a conflict of one leaves the others as they are.
 *
 * Rooms come in the order of their ids, at every node, and so do the rows behind them: no two transactions wait for each other.
 */
export class CommitGroups {
  readonly #options: CommitGroupsOptions;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isFlushing = false;

  constructor(options: CommitGroupsOptions) {
    this.#options = options;
  }

  /** No room may be added again before its answer. */
  add(roomId: number, values: readonly unknown[]): Promise<CommitResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommitResult>();
    this.#waiting.push({ roomId, values, resolve, reject });
    this.#flushSoon();
    return promise;
  }

  /** Rooms whose turn it is in the same go still make the same transaction. */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      while (this.#waiting.length > 0 && this.#underWay < this.#options.maxAtOnce) {
        this.#underWay += 1;
        void this.#write(this.#waiting.splice(0, MAX_ROOMS)).then(() => {
          this.#underWay -= 1;
          if (this.#waiting.length > 0) this.#flushSoon();
        });
      }
    });
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const ordered = group.toSorted((a, b) => a.roomId - b.roomId);
    try {
      const values = ordered.flatMap((commit) => commit.values);
      const rows = await this.#options.call(commitSql(ordered.length), values);
      ordered.forEach(({ resolve }, index) => resolve(rows[index]?.result ?? 'conflict'));
    } catch (error: unknown) {
      if (ordered.length === 1 || error instanceof ScoreroomError) {
        for (const { reject } of ordered) reject(error);
        return;
      }
      // One of them contradicts what is kept, and took the others with it: each by itself shows which.
      for (const commit of ordered) await this.#write([commit]);
    }
  }
}
