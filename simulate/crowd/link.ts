import type { SeededRandom } from '#lib/testing/seeded-random.ts';
import type { SimClock } from '../clock/sim-clock.ts';
import type { Inputs } from '../inputs.ts';

/** One way of one connection: messages take a while by chance, and never overtake each other. */
export class Link {
  readonly #clock: SimClock;
  readonly #inputs: Inputs;
  readonly #random: SeededRandom;
  #lastAt = 0;

  constructor(clock: SimClock, inputs: Inputs, random: SeededRandom) {
    this.#clock = clock;
    this.#inputs = inputs;
    this.#random = random;
  }

  carry(message: () => void, leavesAfterMs = 0): void {
    const { clientLinkMs, clientJitterMs } = this.#inputs;
    const jitterMs = -Math.log(1 - this.#random.random()) * clientJitterMs;
    const at = this.#clock.monotonic() + leavesAfterMs + clientLinkMs + jitterMs;
    this.#lastAt = Math.max(at, this.#lastAt);
    this.#clock.at(this.#lastAt, message);
  }
}
