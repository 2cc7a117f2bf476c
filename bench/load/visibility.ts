import type { LatencyHistogram } from '../measure/latency-histogram.ts';
import { isInWindow, type Window } from './window.ts';

export interface VisibilityOptions {
  /** When each player's taps were due, in the order in which they count. */
  readonly dueAt: ReadonlyMap<number, readonly number[]>;
  /** The probe's own player: its own taps are not another's. */
  readonly ownPlayer: number;
  readonly window: Window;
  readonly histogram: LatencyHistogram;
}

/**
 * Tells which taps a probe can see.
 *
 * Each player is tapped by one viewer only, by 1 each time, from 0: so a score of n at a probe shows taps 1 to n of that
 * viewer and no other. The latency runs from when the tap was due to when the probe had decoded the score.
 */
export class Visibility {
  readonly #options: VisibilityOptions;
  readonly #seen = new Map<number, number>();
  #seenTaps = 0;

  constructor(options: VisibilityOptions) {
    this.#options = options;
  }

  /** Taps that can be seen here, of all players. */
  get seenTaps(): number {
    return this.#seenTaps;
  }

  /** @param scores [player, score, player, score, …] */
  see(scores: readonly number[]): void {
    const now = performance.now();
    for (let index = 0; index + 1 < scores.length; index += 2) {
      this.#seePlayer(scores[index] ?? 0, scores[index + 1] ?? 0, now);
    }
  }

  /** Taps that were made and cannot be seen here, and scores beyond what was tapped. */
  missing(): number {
    let missing = 0;
    for (const [player, taps] of this.#options.dueAt) {
      missing += Math.abs(taps.length - (this.#seen.get(player) ?? 0));
    }
    return missing;
  }

  #seePlayer(player: number, score: number, now: number): void {
    const seen = this.#seen.get(player) ?? 0;
    if (score === seen) return;
    this.#seen.set(player, score);
    this.#seenTaps += score - seen;
    const { dueAt, ownPlayer, window, histogram } = this.#options;
    const taps = dueAt.get(player);
    if (player === ownPlayer || taps === undefined) return;
    for (let index = seen; index < score; index += 1) {
      const tappedAt = taps[index];
      if (tappedAt !== undefined && isInWindow(window, tappedAt)) histogram.record(now - tappedAt);
    }
  }
}
