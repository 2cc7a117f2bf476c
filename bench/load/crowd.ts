import { newFrameCounter, type FrameCounter } from '../client/frame-counter.ts';
import { LatencyHistogram } from '../measure/latency-histogram.ts';
import { findPeer } from '../peers/registry.ts';
import type { Target, Viewer } from '../peers/peer.ts';
import { DeltaJitter } from './delta-jitter.ts';
import type { LoadJob, LoadResult, TapCount } from './messages.ts';
import { runSchedule } from './schedule.ts';
import { createSide } from './sides/create-side.ts';
import type { Side } from './sides/side.ts';
import { sleep } from './sleep.ts';
import { Visibility } from './visibility.ts';
import { isInWindow } from './window.ts';

/** Joins at once; more would measure the accept queue. */
const JOINS_AT_ONCE = 20;
const SETTLE_IN_MS = 200;
/** Whoever lost the server waits up to 8 s before the next attempt, and a server that starts on a busy machine takes its time. */
const DRAIN_TIMEOUT_MS = 60_000;

interface Reading {
  readonly at: number;
  readonly counter: FrameCounter;
  readonly acked: number;
  readonly cpuUs: number;
}

/** A room with its viewers; the first of them tap, one for each player, and the very first are probes. */
interface Hall {
  readonly target: Target;
  readonly viewers: Viewer[];
  readonly probes: Visibility[];
  /** When each player's taps were due. */
  readonly dueAt: Map<number, readonly number[]>;
}

/** All viewers of one run, in this process. */
export class Crowd {
  readonly #job: LoadJob;
  readonly #halls: readonly Hall[];
  readonly #counter: FrameCounter = newFrameCounter();
  readonly #visible = new LatencyHistogram();
  readonly #acks = new LatencyHistogram();
  readonly #jitters: DeltaJitter[] = [];
  readonly #problems: string[] = [];
  readonly #window: { from: number; to: number } = { from: Infinity, to: Infinity };
  readonly #isAcknowledging: boolean;
  readonly #side: Side;
  #settled = 0;
  #isOver = false;

  constructor(job: LoadJob) {
    this.#job = job;
    const peer = findPeer(job.peer);
    this.#isAcknowledging = peer.isDurable;
    this.#side = createSide(job.side, {
      peer,
      targets: job.targets,
      window: this.#window,
      problem: (what) => this.#problem(what),
    });
    this.#halls = job.targets.map((target) => this.#createHall(target));
  }

  get #viewers(): readonly Viewer[] {
    return this.#halls.flatMap(({ viewers }) => viewers);
  }

  get #probes(): readonly Visibility[] {
    return this.#halls.flatMap(({ probes }) => probes);
  }

  async join(): Promise<void> {
    const waiting = this.#viewers.values();
    const joinNext = async (): Promise<void> => {
      for (const viewer of waiting) await viewer.connect();
    };
    await Promise.all(Array.from({ length: JOINS_AT_ONCE }, joinNext));
    await sleep(SETTLE_IN_MS);
  }

  /** Taps through warm-up and window, then waits until every tap is done and seen. */
  async tap(onEdge: (edge: 'open' | 'close') => void): Promise<LoadResult> {
    const { warmMs, measureMs, ratePerSec } = this.#job;
    await this.#side.prepare();
    const startAt = performance.now() + 50;
    this.#window.from = startAt + warmMs;
    this.#window.to = this.#window.from + measureMs;
    const tappers = this.#tappersByTurns();
    const [opened, closed] = await Promise.all([
      this.#readAt(this.#window.from, () => onEdge('open')),
      this.#readAt(this.#window.to, () => onEdge('close')),
      runSchedule({ ratePerSec, startAt, endAt: this.#window.to }, (index, dueAt) =>
        tappers[index % tappers.length]?.tap(dueAt),
      ),
      this.#side.run(),
    ]);
    await this.#drain();
    this.#isOver = true;
    return this.#result(opened, closed);
  }

  close(): void {
    this.#isOver = true;
    this.#side.close();
    for (const viewer of this.#viewers) viewer.close();
  }

  #createHall(target: Target): Hall {
    const hall: Hall = { target, viewers: [], probes: [], dueAt: new Map() };
    for (let index = 0; index < this.#job.viewersPerRoom; index += 1) {
      const viewer = this.#createViewer(hall, index);
      hall.viewers.push(viewer);
      const player = target.players[index];
      if (player !== undefined) hall.dueAt.set(player, viewer.dueAt);
    }
    return hall;
  }

  #createViewer(hall: Hall, index: number): Viewer {
    const { target } = hall;
    const player = target.players[index % target.players.length] ?? 0;
    const viewer: Viewer = findPeer(this.#job.peer).createViewer({
      target,
      player,
      counter: this.#counter,
      onScores: index < this.#job.probesPerRoom ? this.#createProbe(hall, player) : null,
      onSettled: (from, to) => this.#settle(viewer, from, to),
      onProblem: (what) => this.#problem(`viewer ${index} of room ${target.room}: ${what}`),
      onReturned: this.#side.returned,
    });
    return viewer;
  }

  #createProbe({ probes, dueAt }: Hall, ownPlayer: number): (scores: readonly number[]) => void {
    const window = this.#window;
    const probe = new Visibility({ dueAt, ownPlayer, window, histogram: this.#visible });
    const jitter = new DeltaJitter(window);
    probes.push(probe);
    this.#jitters.push(jitter);
    return (scores) => {
      jitter.hear();
      probe.see(scores);
    };
  }

  /** One of each room, then the next of each room: so that taps are spread over all rooms at any rate. */
  #tappersByTurns(): Viewer[] {
    const turns = Array.from({ length: this.#job.viewersPerRoom }, (_, index) =>
      this.#halls.flatMap(({ target, viewers }) => {
        const viewer = index < target.players.length ? viewers[index] : undefined;
        return viewer === undefined ? [] : [viewer];
      }),
    );
    return turns.flat();
  }

  #problem(what: string): void {
    if (!this.#isOver) this.#problems.push(what);
  }

  #settle(viewer: Viewer, from: number, to: number): void {
    const now = performance.now();
    this.#settled += to - from + 1;
    for (let id = from; id <= to; id += 1) {
      const dueAt = viewer.dueAt[id - 1];
      if (dueAt !== undefined && isInWindow(this.#window, dueAt)) this.#acks.record(now - dueAt);
    }
  }

  async #readAt(at: number, then: () => void): Promise<Reading> {
    await sleep(at - performance.now());
    then();
    const { user, system } = process.cpuUsage();
    const seen = this.#halls.reduce((sum, { probes }) => sum + (probes[0]?.seenTaps ?? 0), 0);
    return {
      at: performance.now(),
      counter: { ...this.#counter },
      acked: this.#isAcknowledging ? this.#settled : seen,
      cpuUs: user + system,
    };
  }

  async #drain(): Promise<void> {
    const until = performance.now() + DRAIN_TIMEOUT_MS;
    const viewers = this.#viewers;
    const probes = this.#probes;
    const isDone = () =>
      viewers.every(({ unsettled }) => unsettled === 0) &&
      probes.every((probe) => probe.missing() === 0);
    while (!isDone() && performance.now() < until) await sleep(50);
  }

  #result(opened: Reading, closed: Reading): LoadResult {
    const windowMs = closed.at - opened.at;
    const taps = this.#halls.flatMap(tapsOf);
    return {
      tappers: taps.length,
      taps,
      ackedInWindow: closed.acked - opened.acked,
      visible: this.#visible.summary(),
      ack: this.#acks.summary(),
      jitter: DeltaJitter.summary(this.#jitters),
      unseen: this.#probes.reduce((sum, probe) => sum + probe.missing(), 0),
      windowSec: windowMs / 1000,
      eventFrames: closed.counter.events - opened.counter.events,
      ackFrames: closed.counter.acks - opened.counter.acks,
      bytes: closed.counter.bytes - opened.counter.bytes,
      loaderCpuPercent: ((closed.cpuUs - opened.cpuUs) / 1000 / windowMs) * 100,
      figures: this.#side.figures(),
      problems: this.#problems,
    };
  }
}

function tapsOf({ target, viewers }: Hall): TapCount[] {
  return target.players.flatMap((player, index) => {
    const viewer = viewers[index];
    if (viewer === undefined) return [];
    const { dueAt, unsettled, refused } = viewer;
    const invoked = dueAt.length;
    return [{ room: target.room, player, invoked, settled: invoked - unsettled, refused }];
  });
}
