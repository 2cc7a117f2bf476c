import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import type { Browser } from './browser/browser.ts';
import type { Observer } from './browser/observer.ts';
import type { Page } from './browser/page.ts';

const TICK_MS = 10;
/**
 * A page whose person has so many taps waiting taps no more for now: some seconds of what one connection may send. Boards with
 * more on their way than a few hundred say little (see `Browser.look`), and a reset refuses all of them.
 */
const MAX_WAITING = 300;
/** Of all that is done so much is no tap, and at least so many things in one run. */
const ACTS = 150;
const ACT_SHARE = 0.004;
/** Taps from one reset of some room to the next, and how many resets even a short run has. */
const RESET_EVERY = 3_000;
const RESETS = 5;

export interface PeopleOptions {
  readonly browsers: readonly Browser[];
  readonly observers: readonly Observer[];
  readonly seed: number;
  readonly players: number;
  /** In all. */
  readonly taps: number;
}

/** Everybody at the browsers: taps, and now and then an undo or a reset, drawn from the seed and evenly spread. */
export class People {
  readonly #options: PeopleOptions;
  readonly #draws: SeededRandom;
  readonly #timer: NodeJS.Timeout;
  readonly #resetEvery: number;
  #goal = 0;
  #goalSince = 0;
  #made = 0;
  /** Taps per tick, by how far off the goal is and how fast goals have come. */
  #pace = 1;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.#draws = seededRandom(options.seed + 2);
    this.#resetEvery = Math.max(1, Math.min(RESET_EVERY, Math.floor(options.taps / RESETS)));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Taps towards so many in all; a little late, so that none comes in a heap. */
  aimFor(taps: number): void {
    const now = performance.now();
    this.#goal = taps;
    const ticks = Math.max(1, (now - this.#goalSince) / TICK_MS);
    this.#goalSince = now;
    this.#pace = Math.max(1, ((taps - this.#made) / Math.min(ticks, 200)) * 0.9);
  }

  async reached(): Promise<void> {
    while (this.#made < this.#goal) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }

  /** One tap on each page. */
  tapOnce(): void {
    for (const browser of this.#options.browsers) {
      for (const page of browser.pages) browser.tap(page, 1, 1);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const due = Math.min(this.#goal - this.#made, Math.ceil(this.#pace));
    for (let tap = 0; tap < due; tap += 1) this.#do();
  }

  #do(): void {
    const { browsers, players } = this.#options;
    const browser = this.#draws.pick(browsers);
    const { pages } = browser;
    const draw = this.#draws.random();
    const player = 1 + this.#draws.below(players);
    const delta = this.#draws.chance(0.8) ? 1 + this.#draws.below(9) : -1 - this.#draws.below(9);
    if (pages.length === 0) return;
    const page = this.#draws.pick(pages);
    if (page.state.waiting > MAX_WAITING) return;
    this.#made += 1;
    browser.tap(page, player, delta);
    if (draw < Math.max(ACT_SHARE, ACTS / this.#options.taps)) void this.#act(page);
    if (this.#made % this.#resetEvery === 0) void this.#reset();
  }

  /** Participants take their last tap back, hosts any that they have seen. */
  #act(page: Page): Promise<void> {
    if (!page.isHost) return page.act({ type: 'undo-own' });
    const { version } = page.state.board;
    const event = Math.max(1, version - this.#draws.below(200));
    return page.act({ type: 'undo', event });
  }

  #reset(): Promise<void> {
    const hosts = this.#options.browsers.flatMap(({ pages }) =>
      pages.filter((page) => page.isHost),
    );
    return hosts.length === 0 ? Promise.resolve() : this.#draws.pick(hosts).act({ type: 'reset' });
  }
}
