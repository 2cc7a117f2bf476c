import { FakeSiblings } from '#lib/client/testing/fake-siblings.ts';
import { FakeTab } from '#lib/client/testing/fake-tab.ts';
import { createSecret, deviceIdOf } from '#lib/server/access/secret.ts';
import type { PendingTap } from '#lib/board/rebase.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import type { TapRecord } from '#lib/testing/checker/history.ts';
import { Link, type LinkOptions } from '../link/link.ts';
import { Page } from './page.ts';
import { newDisk, type Quota } from './page-globals.ts';
import { isSameTap, type Recorder } from './recorder.ts';

/** Longer than the lease by which a tab holds its lane. */
const AWAY_MS = 40_000;
/** A board with more taps on their way than this says little, and costs much to check. */
const MAX_PENDING = 400;

export interface TabPlan {
  readonly room: string;
  readonly isPollingOnly: boolean;
  /** The host key that its requests bring along, where its person is a host. */
  readonly hostKey: string | null;
}

export interface BrowserOptions {
  readonly name: string;
  readonly tabs: readonly TabPlan[];
  readonly recorder: Recorder;
  /** The room as a server would render it into a page, or as the browser has cached it. */
  readonly snapshotOf: (room: string) => Snapshot;
  readonly link: Omit<LinkOptions, 'headers' | 'isPollingOnly' | 'serverPort'>;
  /** See `Stage.wayFor`. */
  readonly wayFor: (isPolling: boolean) => LinkOptions['serverPort'];
}

interface Tab {
  readonly name: string;
  readonly plan: TabPlan;
  readonly link: Link;
  session: FakeTab;
  page: Page | null;
}

/** One browser: a disk that outlives it, a clock of its own, and tabs. */
export class Browser {
  readonly #options: BrowserOptions;
  readonly #disk = newDisk();
  readonly #quota: Quota = { isUsedUp: false };
  readonly #device = createSecret();
  readonly #tabs: Tab[];
  /** Taps of pages that were killed, which may be on the disk or not. */
  #orphans: TapRecord[] = [];
  /** Taps by room that a board of this browser may show before they are confirmed. */
  readonly #pending = new Map<string, TapRecord[]>();
  readonly #siblings = new Map<string, FakeSiblings>();
  #skewMs = 0;

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.#tabs = options.tabs.map((plan, index) => {
      const { isPollingOnly, hostKey } = plan;
      const headers = {
        'scoreroom-device': this.#device,
        ...(hostKey !== null && { authorization: `Bearer ${hostKey}` }),
      };
      return {
        plan,
        name: `${options.name}.${index}${isPollingOnly ? 'p' : 'w'}`,
        link: new Link({
          ...options.link,
          isPollingOnly,
          headers,
          serverPort: options.wayFor(isPollingOnly),
        }),
        session: new FakeTab(),
        page: null,
      };
    });
  }

  get pages(): Page[] {
    return this.#tabs.flatMap(({ page }) => page ?? []);
  }

  get links(): Link[] {
    return this.#tabs.map(({ link }) => link);
  }

  /** The room that a link of this browser leads to. */
  roomOf(link: Link): string | undefined {
    return this.#tabs.find((tab) => tab.link === link)?.plan.room;
  }

  linksTo(room: string): Link[] {
    return this.#tabs.filter(({ plan }) => plan.room === room).map(({ link }) => link);
  }

  async start(): Promise<void> {
    for (const tab of this.#tabs) {
      await tab.link.listen();
      this.#open(tab);
    }
  }

  tap(page: Page, player: number, delta: number): void {
    const pending = this.#pending.get(page.room) ?? [];
    this.#pending.set(page.room, pending);
    pending.push(page.tap(player, delta));
  }

  /** kill -9 of all of it; nobody is there until {@link comeBack}. */
  kill(isWriteLost: boolean): void {
    for (const tab of this.#tabs) {
      this.#orphans.push(...(tab.page?.crash(isWriteLost) ?? []));
      tab.page = null;
      tab.session = new FakeTab();
    }
  }

  /** Opened again, later than any lease lasts. */
  comeBack(): void {
    this.#skewMs += AWAY_MS;
    for (const tab of this.#tabs) this.#open(tab);
  }

  /** One tab dies and is opened again, as a new one. */
  crashTab(index: number, isWriteLost: boolean): void {
    const tab = this.#tabs[index % this.#tabs.length];
    if (tab === undefined || tab.page === null) return;
    this.#orphans.push(...tab.page.crash(isWriteLost));
    tab.session = new FakeTab();
    this.#open(tab);
  }

  reloadTab(index: number): void {
    const tab = this.#tabs[index % this.#tabs.length];
    if (tab === undefined || tab.page === null) return;
    this.#orphans.push(...tab.page.hide());
    this.#open(tab);
  }

  /** The wall clock was wrong, and is set. */
  jumpClock(ms: number): void {
    this.#skewMs += ms;
  }

  /** Its pages can store nothing more, until {@link emptyDisk}. */
  fillDisk(): void {
    this.#quota.isUsedUp = true;
  }

  emptyDisk(): void {
    this.#quota.isUsedUp = false;
  }

  /** Writes down what each page shows. */
  look(): void {
    for (const page of this.pages) this.#lookAt(page);
  }

  /** Taps that wait on the disk. */
  async waitingOnDisk(): Promise<number> {
    const database = await done(this.#disk.open('scoreroom'));
    try {
      if (!database.objectStoreNames.contains('taps')) return 0;
      return await done(database.transaction('taps').objectStore('taps').count());
    } finally {
      database.close();
    }
  }

  close(): void {
    for (const { page, link } of this.#tabs) {
      page?.crash(false);
      link.close();
    }
  }

  #open(tab: Tab): void {
    const { recorder, snapshotOf } = this.#options;
    const { room, hostKey } = tab.plan;
    tab.page = new Page(
      {
        room,
        recorder,
        name: tab.name,
        link: tab.link,
        disk: this.#disk,
        quota: this.#quota,
        tab: tab.session,
        siblings: this.#siblingsIn(room),
        who: {
          role: hostKey === null ? 'participant' : 'host',
          device: deviceIdOf(this.#device),
        },
        skewMs: () => this.#skewMs,
        findOrphan: (tap) => this.#findOrphan(room, tap),
      },
      snapshotOf(room),
    );
  }

  #siblingsIn(room: string): FakeSiblings {
    const siblings = this.#siblings.get(room) ?? new FakeSiblings();
    this.#siblings.set(room, siblings);
    return siblings;
  }

  #findOrphan(room: string, tap: PendingTap): TapRecord | undefined {
    const record = this.#orphans.find((other) => other.room === room && isSameTap(other, tap));
    if (record === undefined) return undefined;
    this.#orphans = this.#orphans.filter((other) => other !== record);
    return record;
  }

  #lookAt(page: Page): void {
    const { board, link, waiting } = page.state;
    const inRoom = this.pages.filter(({ room }) => room === page.room);
    const oldest = Math.min(...inRoom.map(({ state }) => state.board.version));
    const kept = (this.#pending.get(page.room) ?? []).filter(
      ({ settledAt }) => settledAt === null || settledAt > oldest,
    );
    this.#pending.set(page.room, kept);
    const pending = kept.filter(({ settledAt }) => settledAt === null || settledAt > board.version);
    if (pending.length > MAX_PENDING) return;
    this.#options.recorder.boards.push({
      pending,
      room: page.room,
      by: `${page.name} (${link}, ${waiting} waiting)`,
      epoch: board.epoch,
      version: board.version,
      generation: board.generation,
      scores: Array.from(board.players.values(), ({ id, score }) => [id, score]).flat(),
    });
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('It failed.')));
  });
}
