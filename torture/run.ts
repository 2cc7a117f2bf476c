import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '#lib/protocol/messages.ts';
import { assert } from '#lib/shared/assert.ts';
import { check } from '#lib/testing/checker/check.ts';
import type { Violation } from '#lib/testing/checker/history.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { Browser } from './browser/browser.ts';
import { Observer } from './browser/observer.ts';
import { installPageGlobals } from './browser/page-globals.ts';
import { Recorder } from './browser/recorder.ts';
import { Convergence } from './convergence.ts';
import { planFaults } from './faults/schedule.ts';
import { Tormentor, type Tally } from './faults/tormentor.ts';
import { readKeptRooms } from './kept-rooms.ts';
import type { TortureOptions } from './options.ts';
import { People } from './people.ts';
import { ServerProcess, type CreatedRoom } from './server/server-process.ts';

const PRELOAD = fileURLToPath(new URL('./plants/preload.ts', import.meta.url));
const PLAYERS = ['Ada', 'Grace', 'Linus', 'Margaret', 'Dennis', 'Barbara'];
const LOOK_EVERY_MS = 250;
const SETTLE_WITHIN_MS = 30_000;
const CONVERGE_WITHIN_MS = 5_000;
/** Everybody's last fault: for this long nobody hears what the server tells its rooms. */
const BLACKOUT_MS = 400;

export interface RunResult {
  readonly violations: readonly Violation[];
  readonly made: number;
  readonly counted: number;
  readonly refused: number;
  readonly acts: number;
  readonly boards: number;
  readonly faults: Tally;
  readonly seconds: number;
  /** From the end of the last fault until everyone sees the same; null where that took too long. */
  readonly convergedMs: number | null;
}

/** One run: people tap while everything breaks; then all is compared. */
export async function run(options: TortureOptions): Promise<RunResult> {
  const startedAt = performance.now();
  if (!options.isJson) console.log(`torture, seed ${options.seed}`);
  installPageGlobals();
  const dataDir = await mkdtemp(join(tmpdir(), 'scoreroom-torture-'));
  const recorder = new Recorder();
  const server = new ServerProcess({
    dataDir,
    preload: options.plant === null ? null : PRELOAD,
    environment: { TORTURE_PLANT: options.plant ?? '', NODE_COMPILE_CACHE: join(dataDir, 'cache') },
    onFailure: (what) => recorder.violation('server-failed', what),
  });
  try {
    await server.start();
    const rooms = await createRooms(server, options.rooms);
    const snapshots = new Map(rooms.map(({ code, room }) => [code, room]));
    const browsers = createBrowsers(options, { rooms, snapshots, recorder, server });
    for (const browser of browsers) await browser.start();
    const observers = createObservers(rooms, { recorder, server });
    const looking = setInterval(() => {
      for (const browser of browsers) browser.look();
      for (const { room, view } of observers) {
        if (view !== null) {
          snapshots.set(room, { ...view, players: Array.from(view.players.values()) });
        }
      }
    }, LOOK_EVERY_MS);
    const tormentor = new Tormentor(server, browsers);
    const people = new People({
      browsers,
      observers,
      seed: options.seed,
      taps: options.taps,
      players: PLAYERS.length,
    });
    const convergence = new Convergence({ server, browsers, observers });

    const steps = planFaults(options.seed, options.faults);
    for (const [index, { afterMs, fault }] of steps.entries()) {
      people.aimFor(Math.ceil((options.taps * (index + 1)) / steps.length));
      await sleep(afterMs);
      await tormentor.inflict(fault);
    }
    people.aimFor(options.taps);
    await people.reached();
    await tormentor.end();

    // Everybody comes home, and what waits on any disk is sent.
    for (const browser of browsers) browser.kill(false);
    for (const browser of browsers) browser.comeBack();
    const settled = await convergence.within(SETTLE_WITHIN_MS);
    if (!settled.ok) recorder.violation('not-converged', `after the faults: ${settled.error}`);
    for (const link of browsers.flatMap(({ links }) => links)) {
      link.lie({ drop: 1, duplicate: 0, reorder: 0, repeat: 0, stray: 0 });
    }
    people.tapOnce();
    await sleep(BLACKOUT_MS);
    await tormentor.end();
    const converged = await convergence.within(CONVERGE_WITHIN_MS);
    if (!converged.ok) {
      recorder.violation('not-converged', `within ${CONVERGE_WITHIN_MS} ms: ${converged.error}`);
    }
    for (const browser of browsers) browser.look();

    clearInterval(looking);
    people.stop();
    for (const observer of observers) observer.close();
    for (const browser of browsers) browser.close();
    await server.stop();
    const kept = readKeptRooms(join(dataDir, 'scoreroom.db'));
    return {
      violations: check(recorder, kept),
      made: recorder.taps.length,
      counted: recorder.taps.filter(({ verdict }) => verdict === 'counts').length,
      refused: recorder.taps.filter(({ verdict }) => verdict === 'refused').length,
      acts: recorder.acts.length,
      boards: recorder.boards.length,
      faults: tormentor.tally,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      convergedMs: converged.ok ? converged.value : null,
    };
  } finally {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function createRooms(server: ServerProcess, count: number): Promise<CreatedRoom[]> {
  const rooms: CreatedRoom[] = [];
  for (let room = 1; room <= count; room += 1) {
    rooms.push(await server.create(`Room ${room}`, PLAYERS));
  }
  return rooms;
}

interface World {
  readonly rooms: readonly CreatedRoom[];
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly recorder: Recorder;
  readonly server: ServerProcess;
}

/** Each with two tabs in one room and one in another; every other browser falls back to polling, the first one is a host's. */
function createBrowsers(
  { seed, browsers: count }: TortureOptions,
  { rooms, snapshots, recorder, server }: World,
): Browser[] {
  const draws = seededRandom(seed + 1);
  const browsers: Browser[] = [];
  for (let number = 0; number < count; number += 1) {
    const tabs = [0, 0, 1].map((offset) => {
      const room = rooms[(number + offset) % rooms.length];
      assert(room !== undefined, 'there is a room');
      const hostKey = number % 4 === 0 ? room.hostKey : null;
      return { room: room.code, isPollingOnly: number % 2 === 1, hostKey };
    });
    const browser = new Browser({
      tabs,
      recorder,
      name: `b${number}`,
      snapshotOf: (code) => {
        const snapshot = snapshots.get(code);
        assert(snapshot !== undefined, 'every room has a snapshot');
        return snapshot;
      },
      link: {
        serverPort: () => server.port,
        random: () => draws.random(),
        stray: (packet, from) => {
          const room = browsers.flatMap((one) => one.roomOf(from) ?? [])[0];
          if (room === undefined) return;
          const others = browsers.flatMap((one) => one.linksTo(room)).filter((one) => one !== from);
          if (others.length > 0) draws.pick(others).inject(packet);
        },
      },
    });
    browsers.push(browser);
  }
  return browsers;
}

function createObservers(
  rooms: readonly CreatedRoom[],
  { recorder, server }: Pick<World, 'recorder' | 'server'>,
): Observer[] {
  const url = () => `http://127.0.0.1:${server.port}`;
  return rooms.flatMap(({ code: room }) => [
    new Observer({ name: 'o1', transport: 'websocket', isIncremental: true, room, url, recorder }),
    new Observer({ name: 'o2', transport: 'polling', isIncremental: false, room, url, recorder }),
  ]);
}
