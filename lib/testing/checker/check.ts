import { checkActs } from './check-acts.ts';
import { checkBoards } from './check-boards.ts';
import { checkTaps } from './check-taps.ts';
import { checkTotals } from './check-totals.ts';
import type { History, KeptRoom, Violation } from './history.ts';

/** What is wrong with a run; empty where every tap counted exactly once, or was refused, and everyone saw just that. */
export function check(history: History, rooms: readonly KeptRoom[]): Violation[] {
  return [
    ...history.violations,
    ...checkTaps(history.taps, rooms),
    ...checkActs(history.acts, rooms),
    ...rooms.flatMap(checkTotals),
    ...checkBoards(history, rooms),
  ];
}

/** How many taps went wrong, in the words in which it is promised that none does. */
export function losses(violations: readonly Violation[]): {
  lost: number;
  doubled: number;
  phantom: number;
} {
  const count = (...checks: readonly string[]) =>
    violations.filter((violation) => checks.includes(violation.check)).length;
  return {
    lost: count('acknowledged-lost', 'saved-lost', 'act-lost'),
    doubled: count('doubled', 'act-doubled', 'undone-twice', 'id-reused'),
    phantom: count('phantom', 'refused-counted', 'stale-counted'),
  };
}
