import { setTimeout as sleep } from 'node:timers/promises';
import { unreachable } from '#lib/shared/assert.ts';
import type { Browser } from '../browser/browser.ts';
import type { Link } from '../link/link.ts';
import type { Stage, Tally } from '../stage.ts';
import {
  isOutside,
  type BrowserFault,
  type LinkFault,
  type OutsideFault,
} from './outside-faults.ts';

/** Does to whatever serves, to the links and the browsers what the schedule says. */
export class Tormentor<StageFault extends { readonly kind: string }> {
  readonly #tally = { cuts: 0, otherLinkFaults: 0, browserFaults: 0 };
  readonly #stage: Pick<Stage<StageFault>, 'inflict' | 'heal' | 'tally'>;
  readonly #browsers: readonly Browser[];
  readonly #links: readonly Link[];
  /** Faults that end by themselves. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #away = new Set<Browser>();

  constructor(
    stage: Pick<Stage<StageFault>, 'inflict' | 'heal' | 'tally'>,
    browsers: readonly Browser[],
  ) {
    this.#stage = stage;
    this.#browsers = browsers;
    this.#links = browsers.flatMap(({ links }) => links);
  }

  get tally(): Tally {
    return { ...this.#stage.tally, ...this.#tally };
  }

  /** What is done to links and browsers goes on meanwhile. */
  async inflict(fault: StageFault | OutsideFault): Promise<void> {
    if (!isOutside(fault)) return this.#stage.inflict(fault);
    if ('link' in fault) return this.#spoil(fault);
    this.#tally.browserFaults += 1;
    return this.#disturb(fault);
  }

  /** Ends what is still wrong. */
  async end(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#stage.heal();
    for (const link of this.#links) link.heal();
  }

  #spoil(fault: LinkFault): void {
    const link = this.#links[fault.link % this.#links.length];
    if (link === undefined) return;
    if (fault.kind === 'cut') this.#tally.cuts += 1;
    else this.#tally.otherLinkFaults += 1;
    switch (fault.kind) {
      case 'cut':
        link.cut();
        break;
      case 'stall':
        link.stall();
        break;
      case 'delay':
        link.delay(fault.byMs);
        break;
      case 'lie':
        link.lie(fault.mischief);
        break;
      default:
        unreachable(fault);
    }
    this.#later(fault.ms, () => {
      if (fault.kind === 'stall' && fault.breaks) link.breakAll();
      link.heal();
    });
  }

  #disturb(fault: BrowserFault): void {
    const browser = this.#browsers[fault.browser % this.#browsers.length];
    if (browser === undefined || this.#away.has(browser)) return;
    switch (fault.kind) {
      case 'kill-browser':
        browser.kill(fault.isWriteLost);
        this.#away.add(browser);
        this.#later(fault.ms, () => {
          this.#away.delete(browser);
          browser.comeBack();
        });
        return;
      case 'crash-tab':
        browser.crashTab(fault.tab, fault.isWriteLost);
        return;
      case 'reload-tab':
        browser.reloadTab(fault.tab);
        return;
      case 'jump-clock':
        browser.jumpClock(fault.ms);
        return;
      case 'fill-browser':
        browser.fillDisk();
        this.#later(fault.ms, () => browser.emptyDisk());
        return;
      default:
        unreachable(fault);
    }
  }

  #later(ms: number, then: () => void): void {
    const end = async () => {
      await sleep(ms);
      then();
    };
    const done = end().finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }
}
