import { setTimeout as sleep } from 'node:timers/promises';
import { unreachable } from '#lib/shared/assert.ts';
import type { Browser } from '../browser/browser.ts';
import type { Link } from '../link/link.ts';
import type { ServerProcess } from '../server/server-process.ts';
import type { Fault } from './schedule.ts';

/** A server that nobody comes by at the armed point is killed after this long. */
const KILL_WITHIN_MS = 1_500;

export interface Tally {
  kills: number;
  /** Of them, those that met the process at the point that was asked for. */
  killsAtPoint: number;
  cuts: number;
  drains: number;
  freezes: number;
  fullDisks: number;
  otherLinkFaults: number;
  browserFaults: number;
}

/** Does to the server, the links and the browsers what the schedule says. */
export class Tormentor {
  readonly tally: Tally = {
    kills: 0,
    killsAtPoint: 0,
    cuts: 0,
    drains: 0,
    freezes: 0,
    fullDisks: 0,
    otherLinkFaults: 0,
    browserFaults: 0,
  };
  readonly #server: ServerProcess;
  readonly #browsers: readonly Browser[];
  readonly #links: readonly Link[];
  /** Faults that end by themselves. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #away = new Set<Browser>();

  constructor(server: ServerProcess, browsers: readonly Browser[]) {
    this.#server = server;
    this.#browsers = browsers;
    this.#links = browsers.flatMap(({ links }) => links);
  }

  /** Resolves when the server stands again; what is done to links and browsers goes on meanwhile. */
  async inflict(fault: Fault): Promise<void> {
    const { tally } = this;
    switch (fault.kind) {
      case 'kill-at': {
        const met = await this.#server.killAt(fault.point, fault.nth, KILL_WITHIN_MS);
        tally.kills += 1;
        if (met === 'there') tally.killsAtPoint += 1;
        return this.#server.start();
      }
      case 'kill':
        await this.#server.kill();
        tally.kills += 1;
        return this.#server.start();
      case 'drain':
        tally.drains += 1;
        await this.#server.stop();
        return this.#server.start();
      case 'freeze':
        tally.freezes += 1;
        this.#server.pause();
        await sleep(fault.ms);
        return this.#server.resume();
      case 'disk-full':
        tally.fullDisks += 1;
        this.#server.setDiskFull(true);
        await sleep(fault.ms);
        return this.#server.setDiskFull(false);
      case 'cut':
      case 'stall':
      case 'delay':
      case 'lie':
        return this.#spoil(fault);
      case 'kill-browser':
      case 'crash-tab':
      case 'reload-tab':
      case 'jump-clock':
      case 'fill-browser':
        tally.browserFaults += 1;
        return this.#disturb(fault);
      default:
        return unreachable(fault);
    }
  }

  /** Ends what is still wrong. */
  async end(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    for (const link of this.#links) link.heal();
  }

  #spoil(fault: Extract<Fault, { link: number }>): void {
    const link = this.#links[fault.link % this.#links.length];
    if (link === undefined) return;
    if (fault.kind === 'cut') this.tally.cuts += 1;
    else this.tally.otherLinkFaults += 1;
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

  #disturb(fault: Extract<Fault, { browser: number }>): void {
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
