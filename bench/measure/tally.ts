import type { TapCount } from '../load/messages.ts';
import type { Tally } from '../report/run-result.ts';

/**
 * Compares each player's score with the taps that its viewer made.
 * A tap without a verdict may count or not; one with a verdict counts once, and a refused one never.
 */
export function tallyTaps(
  taps: readonly TapCount[],
  /** By room and player. */
  scores: ReadonlyMap<string, ReadonlyMap<number, number>>,
): Tally {
  const tally = { acked: 0, scores: 0, lost: 0, doubled: 0 };
  for (const { room, player, invoked, settled, refused } of taps) {
    const score = scores.get(room)?.get(player) ?? 0;
    tally.acked += settled - refused;
    tally.scores += score;
    tally.lost += Math.max(0, settled - refused - score);
    tally.doubled += Math.max(0, score - (invoked - refused));
  }
  return tally;
}
