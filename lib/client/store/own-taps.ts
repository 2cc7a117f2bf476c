import type { Clock } from '#lib/shared/clock.ts';
import type { OwnTap } from './room-state.ts';

/** Nobody takes back more in a row. */
const KEPT = 20;

interface DatedTap extends OwnTap {
  readonly generation: number;
  readonly at: number;
}

export interface OwnTapsOptions {
  readonly clock: Clock;
  /** The generation of the board, and for how long a tap can be taken back, in milliseconds. */
  readonly rules: () => { readonly generation: number; readonly undoMs: number };
  /** What would be taken back next has changed. */
  readonly changed: (tap: OwnTap | null) => void;
}

/** The taps of this page that count and can be taken back, the last one first. */
export class OwnTaps {
  readonly #options: OwnTapsOptions;
  #taps: DatedTap[] = [];
  #shown: DatedTap | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(options: OwnTapsOptions) {
    this.#options = options;
  }

  /** These count, in this order. */
  counted(taps: readonly (OwnTap & { readonly generation: number })[]): void {
    const at = this.#options.clock.monotonic();
    for (const { player, delta, generation } of taps) {
      this.#taps.push({ player, delta, generation, at });
    }
    this.#taps = this.#taps.slice(-KEPT);
    this.refresh();
  }

  /** The last one was taken back. */
  undone(): void {
    this.#taps.pop();
    this.refresh();
  }

  /** Nothing that was counted before can be taken back. */
  forget(): void {
    this.#taps = [];
    this.refresh();
  }

  /** The rules have changed, or time has passed. */
  refresh(): void {
    const { clock, rules, changed } = this.#options;
    const { generation, undoMs } = rules();
    const last = this.#taps.at(-1);
    const leftMs = last === undefined ? 0 : last.at + undoMs - clock.monotonic();
    const next = last !== undefined && leftMs > 0 && last.generation === generation ? last : null;
    this.#cancelTimer();
    if (next !== null) this.#cancelTimer = clock.after(leftMs, () => this.refresh());
    if (next === this.#shown) return;
    this.#shown = next;
    changed(next === null ? null : { player: next.player, delta: next.delta });
  }

  close(): void {
    this.#cancelTimer();
  }
}
