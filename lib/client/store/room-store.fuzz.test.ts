import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { PendingTap } from '#lib/board/rebase.ts';
import type { BoardView } from '#lib/board/view.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import { FakeEnvironment } from '../testing/fake-environment.ts';
import { FakeSiblings } from '../testing/fake-siblings.ts';
import { FakeTab, nextToken } from '../testing/fake-tab.ts';
import { ModelServer } from '../testing/model-server.ts';
import { IdbOutbox } from './idb-outbox.ts';
import type { Outbox } from './outbox.ts';
import { createRoomStore } from './room-store.ts';

const SEEDS = 40;
/** A page showed taps twice that another had taken over and sent. */
const FOUND = [700, 1129];
const STEPS = 80;

/** What has become of each tap, told apart by its delta. */
interface Ledger {
  made: number;
  /** Which player it was for. */
  readonly playerOf: Map<number, number>;
  /** On disk: must get a verdict, whatever happens to the page. */
  readonly saved: Set<number>;
}

const DEAF = { send: () => undefined, close: () => undefined };

/** A page that can be frozen, and killed at any moment. */
class Page {
  readonly store: ReturnType<typeof createRoomStore>;
  readonly network: ReturnType<ModelServer['network']>;
  readonly tab: FakeTab;
  readonly versionsBack: string[] = [];
  /** What it showed that nobody had tapped. */
  readonly inventions: string[] = [];
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #thawed: (() => void)[] = [];

  constructor(tab: FakeTab, rig: Rig) {
    this.tab = tab;
    this.network = rig.server.network();
    const clock = this.#clockOn(rig);
    this.store = createRoomStore({
      snapshot: rig.server.snapshot(),
      sockets: {
        preload: () => undefined,
        open: (events) => {
          // The turn that a page dies in may still run to its end, and reaches nobody.
          return this.#state === 'dead' ? DEAF : this.network.open(events);
        },
      },
      environment: new FakeEnvironment(),
      clock,
      random: () => rig.random.random(),
      newToken: nextToken,
      siblings: rig.siblings.meet((tell) => this.#hear(tell)),
      openOutbox: async () => {
        const options = { room: 'CCCCCC', clock, newToken: nextToken, tabToken: tab };
        return recorded(await IdbOutbox.open(options), rig);
      },
    });
    let before = this.store.getState().board;
    this.store.subscribe(() => {
      const { board } = this.store.getState();
      if (board.epoch === before.epoch && board.version < before.version) {
        this.versionsBack.push(`${before.version} → ${board.version}`);
      }
      before = board;
      this.inventions.push(...inventionsOn(board, rig));
    });
    this.store.start();
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  freeze(): void {
    this.#state = 'frozen';
    this.network.breakAll();
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    for (const run of this.#thawed.splice(0)) run();
  }

  kill(): void {
    this.#state = 'dead';
    this.network.breakAll();
  }

  /** A frozen page hears it as it comes back. */
  #hear(tell: () => void): void {
    if (this.#state === 'running') tell();
    else if (this.#state === 'frozen') this.#thawed.unshift(tell);
  }

  #clockOn(rig: Rig): Clock {
    const { clock } = rig;
    return {
      now: () => clock.now() + rig.skewMs,
      monotonic: () => clock.monotonic(),
      after: (delayMs, callback) => {
        let isCancelled = false;
        const run = () => {
          if (isCancelled || this.#state === 'dead') return;
          if (this.#state === 'frozen') this.#thawed.push(run);
          else callback();
        };
        const cancel = clock.after(delayMs, run);
        return () => {
          isCancelled = true;
          cancel();
        };
      },
    };
  }
}

/**
 * The scores that are not those of the board's version with some taps on top that it does not hold: so each tap shows at most
 * once, whatever has been heard of it.
 */
function inventionsOn(board: BoardView, { server, ledger }: Rig): string[] {
  const { epoch, version } = board;
  const past = server.at(epoch, version);
  if (past === undefined) return [`there is no version ${version} of epoch ${epoch}`];
  const counted = new Set(past.log);
  return Array.from(board.players.values(), ({ id, score: shown }) => {
    let most = past.board.players.get(id)?.score ?? 0;
    const least = most;
    for (const [delta, player] of ledger.playerOf)
      if (player === id && !counted.has(delta)) most += delta;
    if (shown >= least && shown <= most) return [];
    return [`player ${id} shows ${shown} at version ${version}, not ${least} to ${most}`];
  }).flat();
}

interface Rig {
  readonly clock: FakeClock;
  readonly random: SeededRandom;
  readonly server: ModelServer;
  readonly ledger: Ledger;
  readonly siblings: FakeSiblings;
  isDiskFull: boolean;
  /** By how much the wall clock of the browser is wrong. */
  skewMs: number;
}

/** Notes what is on disk, as long as there is room on it. */
function recorded(outbox: IdbOutbox, rig: Rig): Outbox {
  const append = outbox.append.bind(outbox);
  const keep = outbox.keep.bind(outbox);
  const write = async <T>(taps: readonly PendingTap[], work: () => Promise<T>): Promise<T> => {
    if (rig.isDiskFull) throw new Error('QuotaExceededError');
    const written = await work();
    for (const { delta } of taps) rig.ledger.saved.add(delta);
    return written;
  };
  outbox.append = (taps) => write(taps, () => append(taps));
  outbox.keep = (lanes) => {
    const taps = lanes.flatMap((lane) => lane.taps);
    return write(taps, () => keep(lanes));
  };
  return outbox;
}

async function elapse({ clock, server }: Rig, ms: number): Promise<void> {
  const until = clock.monotonic() + ms;
  for (let step = 0; clock.monotonic() < until; step += 1) {
    if (step % 20 === 0) server.pulse();
    clock.advance(Math.min(50, until - clock.monotonic()));
    for (let turns = 0; turns < 4; turns += 1) await settle();
  }
}

async function live(seed: number) {
  globalThis.indexedDB = new IDBFactory();
  const random = seededRandom(seed);
  const clock = new FakeClock();
  const server = new ModelServer(clock, random);
  const rig: Rig = {
    clock,
    random,
    server,
    ledger: { made: 0, playerOf: new Map(), saved: new Set() },
    siblings: new FakeSiblings(),
    isDiskFull: false,
    skewMs: 0,
  };
  const pages = [new Page(new FakeTab(), rig), new Page(new FakeTab(), rig)];
  const lost = new Set<number>();

  for (let step = 0; step < STEPS; step += 1) {
    const index = random.below(pages.length);
    const page = pages[index] as Page;
    const dice = random.below(100);
    if (dice < 60) {
      for (let taps = random.below(4); taps >= 0 && page.isRunning; taps -= 1) {
        const player = 1 + random.below(2);
        rig.ledger.made += 1;
        rig.ledger.playerOf.set(rig.ledger.made, player);
        page.store.tap(player, rig.ledger.made);
      }
    } else if (dice < 75) page.network.breakAll();
    else if (dice < 79) server.reset();
    else if (dice < 82) server.backUp();
    else if (dice < 84) {
      const before = server.history.log;
      server.restore();
      for (const delta of before) if (!server.history.log.includes(delta)) lost.add(delta);
    } else if (dice < 88) {
      // A reload: the next page of the same tab.
      page.tab.hide();
      page.kill();
      pages[index] = new Page(page.tab, rig);
    } else if (dice < 91) {
      // The browser is killed, and a new tab opened.
      page.kill();
      pages[index] = new Page(new FakeTab(), rig);
    } else if (dice < 93) pages[index] = new Page(page.tab.duplicate(), rig);
    else if (dice < 95) rig.isDiskFull = !rig.isDiskFull;
    // Every lease seems to have run out.
    else if (dice < 97) rig.skewMs += 40_000;
    else if (page.isRunning) page.freeze();
    else page.thaw();
    await elapse(rig, random.chance(0.05) ? 31_000 : random.below(200));
  }

  rig.isDiskFull = false;
  for (const page of pages) page.thaw();
  // Long enough for leases to run out and for every retry.
  await elapse(rig, 60_000);
  return { rig, pages, lost };
}

describe('whatever the network, the pages and the server do', () => {
  it.each([...Array.from({ length: SEEDS }, (_, index) => index + 1), ...FOUND])(
    'each tap counts once or is refused, and all see the same board (seed %i)',
    async (seed) => {
      const { rig, pages, lost } = await live(seed);
      const { log, board } = rig.server.history;
      expect(log.length).toBe(new Set(log).size);
      const verdicts = new Set([...log, ...rig.server.refused, ...lost]);
      expect([...rig.ledger.saved].filter((delta) => !verdicts.has(delta))).toEqual([]);
      for (const page of pages) {
        const state = page.store.getState();
        expect(state).toMatchObject({ waiting: 0, link: 'live', durable: true });
        const shown = Array.from(state.board.players.values(), ({ score }) => score);
        expect(shown).toEqual(Array.from(board.players.values(), ({ score }) => score));
        expect(page.versionsBack).toEqual([]);
        expect(page.inventions).toEqual([]);
      }
    },
  );
});
