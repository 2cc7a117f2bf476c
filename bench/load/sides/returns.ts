import { sleep } from '../sleep.ts';
import type { Figures } from '../side-load.ts';
import type { Side, SideContext } from './side.ts';

const BACK_TIMEOUT_MS = 40_000;
const STILL_MS = 1_500;

/** Everybody comes back after a restart: how evenly they are spread over the time that it takes. */
export class Returns {
  readonly #context: SideContext;
  readonly #at: number[] = [];

  constructor(context: SideContext) {
    this.#context = context;
  }

  side(): Partial<Side> {
    return {
      run: () => this.#run(),
      figures: () => this.#figures(),
      returned: () => void this.#at.push(performance.now()),
    };
  }

  /** Until nobody has come for a while: how many there should be, the crowd knows by their taps. */
  async #run(): Promise<void> {
    const { window } = this.#context;
    await sleep(window.to - performance.now());
    const until = performance.now() + BACK_TIMEOUT_MS;
    while (performance.now() - (this.#at.at(-1) ?? 0) < STILL_MS && performance.now() < until) {
      await sleep(100);
    }
  }

  #figures(): Figures {
    const first = this.#at[0] ?? 0;
    const last = this.#at.at(-1) ?? 0;
    const spanSec = (last - first) / 1000;
    const meanPerSec = this.#at.length / Math.max(1, spanSec);
    const peakPerSec = busiestSecond(this.#at);
    return {
      returned: this.#at.length,
      returnSpanSec: spanSec,
      returnMeanPerSec: meanPerSec,
      returnPeakPerSec: peakPerSec,
      returnPeakToMean: this.#at.length === 0 ? null : peakPerSec / meanPerSec,
    };
  }
}

/** The most within any one second, wherever it begins. */
function busiestSecond(at: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [index, moment] of at.entries()) {
    while ((at[from] ?? moment) <= moment - 1000) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
