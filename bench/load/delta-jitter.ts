import { LatencyHistogram, type LatencySummary } from '../measure/latency-histogram.ts';
import { isInWindow, type Window } from './window.ts';

/** How evenly news come: what a person sees as a board that moves smoothly, or by fits and starts. */
export class DeltaJitter {
  readonly #window: Window;
  readonly #gaps: number[] = [];
  #lastAt: number | null = null;

  constructor(window: Window) {
    this.#window = window;
  }

  /** News have come to this probe, now. */
  hear(): void {
    const now = performance.now();
    if (this.#lastAt !== null && isInWindow(this.#window, this.#lastAt)) {
      this.#gaps.push(now - this.#lastAt);
    }
    this.#lastAt = now;
  }

  /** Of all probes: |gap between two news − their median gap|. */
  static summary(probes: readonly DeltaJitter[]): LatencySummary | null {
    const gaps = probes.flatMap((probe) => probe.#gaps).toSorted((a, b) => a - b);
    const median = gaps[Math.floor(gaps.length / 2)] ?? 0;
    const histogram = new LatencyHistogram();
    for (const gap of gaps) histogram.record(Math.abs(gap - median));
    return histogram.summary();
  }
}
