import type { RefusalKind } from '#lib/protocol/errors.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Outcome } from '../storage/room-storage.ts';
import type { Decision, Tap } from './batch.ts';

export type Verdict =
  | {
      readonly id: number;
      readonly kind: 'committed' | 'duplicate';
      /** The version and score that the mutation made, where the storage still knows them. */
      readonly event: { readonly version: number; readonly score: number } | null;
    }
  | { readonly id: number; readonly kind: 'refused'; readonly reason: RefusalKind };

export interface PushVerdicts {
  /** One for each mutation of the push, in the order of their ids. */
  readonly verdicts: readonly Verdict[];
  /** From this one on a board holds all of them that count. */
  readonly version: number;
}

/** The verdict that a decision comes to, with what the storage knows of mutations that had theirs before. */
export function verdictOf(decision: Decision, outcomes: ReadonlyMap<number, Outcome>): Verdict {
  switch (decision.kind) {
    case 'committed':
      return { id: decision.id, kind: 'committed', event: decision.event };
    case 'refused':
      return { id: decision.id, kind: 'refused', reason: decision.reason };
    case 'earlier':
      return earlierVerdict(decision.tap, outcomes.get(decision.id));
    default:
      return unreachable(decision);
  }
}

function earlierVerdict(tap: Tap, outcome: Outcome | undefined): Verdict {
  const { id } = tap;
  if (outcome === undefined) return { id, kind: 'duplicate', event: null };
  if (outcome.kind === 'refused') return { id, kind: 'refused', reason: outcome.reason };
  // The id stands for something that is no tap.
  if (outcome.kind === 'acted') return { id, kind: 'refused', reason: 'operation_conflict' };
  const { event } = outcome;
  const isSame = event.player === tap.player && event.delta === tap.delta;
  if (!isSame) return { id, kind: 'refused', reason: 'operation_conflict' };
  return { id, kind: 'duplicate', event };
}
