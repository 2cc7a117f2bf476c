import { setTimeout as sleep } from 'node:timers/promises';
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
import { planNodeFaults } from './faults/node-schedule.ts';
import { Tormentor } from './faults/tormentor.ts';
import { Nodes } from './nodes/nodes.ts';
import type { TortureOptions } from './options.ts';
import { People } from './people.ts';
import { OneServer } from './server/one-server.ts';
import type { CreatedRoom } from './server/server-process.ts';
import type { Stage, Tally } from './stage.ts';

const PLAYERS = ['Ada', 'Grace', 'Linus', 'Margaret', 'Dennis', 'Barbara'];
const LOOK_EVERY_MS = 250;
const SETTLE_WITHIN_MS = 30_000;
/** Most bugs that are planted so that nothing settles show well before. */
const SETTLE_PLANT_WITHIN_MS = 15_000;
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
  /** From the end of all that went wrong by plan until what waited had counted and everyone saw the same; null for too long. */
  readonly settledMs: number | null;
  /** From the end of the last fault until everyone sees the same; null where that took too long. */
  readonly convergedMs: number | null;
}

/** One run: people tap while everything breaks; then all is compared. */
export async function run(options: TortureOptions): Promise<RunResult> {
  const { seed, faults, nodes, plant, isJson } = options;
  const startedAt = performance.now();
  if (!isJson) console.log(`torture, seed ${seed}${nodes > 0 ? `, ${nodes} nodes` : ''}`);
  installPageGlobals();
  const recorder = new Recorder();
  const onFailure = (what: string) => recorder.violation('server-failed', what);
  const test = { options, recorder, startedAt };
  if (nodes === 0) {
    const steps = planFaults(seed, faults);
    return runOn(await OneServer.start({ steps, plant, onFailure }), test);
  }
  const steps = planNodeFaults(seed, faults);
  return runOn(await Nodes.start({ nodes, seed, steps, plant, onFailure }), test);
}

interface Test {
  readonly options: TortureOptions;
  readonly recorder: Recorder;
  /** By the monotonic clock. */
  readonly startedAt: number;
}

async function runOn<StageFault extends { readonly kind: string }>(
  stage: Stage<StageFault>,
  { options, recorder, startedAt }: Test,
): Promise<RunResult> {
  try {
    const rooms = await createRooms(stage, options.rooms);
    const snapshots = new Map(rooms.map(({ code, room }) => [code, room]));
    const browsers = createBrowsers(options, { rooms, snapshots, recorder, stage });
    for (const browser of browsers) await browser.start();
    const observers = rooms.flatMap(({ code: room }) =>
      stage.posts.map((post) => new Observer({ ...post, room, recorder })),
    );
    const looking = setInterval(() => {
      for (const browser of browsers) browser.look();
      for (const { room, view } of observers) {
        if (view !== null) {
          snapshots.set(room, { ...view, players: Array.from(view.players.values()) });
        }
      }
    }, LOOK_EVERY_MS);
    const tormentor = new Tormentor(stage, browsers);
    const people = new People({
      browsers,
      observers,
      seed: options.seed,
      taps: options.taps,
      players: PLAYERS.length,
    });
    const convergence = new Convergence({ stage, browsers, observers });

    const { steps } = stage;
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
    const settleWithinMs = options.plant === null ? SETTLE_WITHIN_MS : SETTLE_PLANT_WITHIN_MS;
    const settled = await convergence.within(settleWithinMs);
    if (!settled.ok) recorder.violation('not-converged', `after the faults: ${settled.error}`);
    for (const link of browsers.flatMap(({ links }) => links)) {
      link.lie({ drop: 1, duplicate: 0, reorder: 0, repeat: 0, stray: 0 });
    }
    const blackout = stage.blackOut(BLACKOUT_MS);
    people.tapOnce();
    await blackout;
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
    const kept = await stage.stop();
    return {
      violations: check(recorder, kept),
      made: recorder.taps.length,
      counted: recorder.taps.filter(({ verdict }) => verdict === 'counts').length,
      refused: recorder.taps.filter(({ verdict }) => verdict === 'refused').length,
      acts: recorder.acts.length,
      boards: recorder.boards.length,
      faults: tormentor.tally,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      settledMs: settled.ok ? settled.value : null,
      convergedMs: converged.ok ? converged.value : null,
    };
  } finally {
    await stage.remove();
  }
}

async function createRooms(
  stage: Pick<Stage<never>, 'create'>,
  count: number,
): Promise<CreatedRoom[]> {
  const rooms: CreatedRoom[] = [];
  for (let room = 1; room <= count; room += 1) {
    rooms.push(await stage.create(`Room ${room}`, PLAYERS));
  }
  return rooms;
}

interface World {
  readonly rooms: readonly CreatedRoom[];
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly recorder: Recorder;
  readonly stage: Pick<Stage<never>, 'wayFor'>;
}

/** Each with two tabs in one room and one in another; every other browser falls back to polling, the first one is a host's. */
function createBrowsers(
  { seed, browsers: count }: TortureOptions,
  { rooms, snapshots, recorder, stage }: World,
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
      wayFor: (isPolling) => stage.wayFor(isPolling),
      snapshotOf: (code) => {
        const snapshot = snapshots.get(code);
        assert(snapshot !== undefined, 'every room has a snapshot');
        return snapshot;
      },
      link: {
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
