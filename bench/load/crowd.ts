import type { FrameCounter } from '../client/engine-socket.ts';
import { LatencyHistogram } from '../measure/latency-histogram.ts';
import { findPeer } from '../peers/registry.ts';
import type { Viewer } from '../peers/peer.ts';
import type { LoadJob, LoadResult } from './messages.ts';
import { runSchedule } from './schedule.ts';
import { Visibility } from './visibility.ts';
import { isInWindow, type Window } from './window.ts';

/** Joins at once; more would measure the accept queue. */
const JOINS_AT_ONCE = 20;
const SETTLE_IN_MS = 200;
const DRAIN_TIMEOUT_MS = 10_000;

interface Reading {
  readonly at: number;
  readonly counter: FrameCounter;
  readonly acked: number;
  readonly cpuUs: number;
}

/** All viewers of one run, in this process. */
export class Crowd {
  readonly #job: LoadJob;
  readonly #viewers: Viewer[] = [];
  readonly #probes: Visibility[] = [];
  readonly #counter: FrameCounter = { events: 0, acks: 0, bytes: 0 };
  readonly #visible = new LatencyHistogram();
  readonly #acks = new LatencyHistogram();
  readonly #problems: string[] = [];
  readonly #window: { from: number; to: number } = { from: Infinity, to: Infinity };
  readonly #isAcknowledging: boolean;
  #settled = 0;
  #isOver = false;

  constructor(job: LoadJob) {
    this.#job = job;
    this.#isAcknowledging = findPeer(job.peer).isDurable;
    const dueAt = new Map<number, readonly number[]>();
    for (let index = 0; index < job.viewers; index += 1) {
      const viewer = this.#createViewer(index, dueAt);
      this.#viewers.push(viewer);
      const player = job.target.players[index];
      if (player !== undefined) dueAt.set(player, viewer.dueAt);
    }
  }

  get #tappers(): readonly Viewer[] {
    return this.#viewers.slice(0, this.#job.target.players.length);
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
    const startAt = performance.now() + 50;
    this.#window.from = startAt + warmMs;
    this.#window.to = this.#window.from + measureMs;
    const tappers = this.#tappers;
    const [opened, closed] = await Promise.all([
      this.#readAt(this.#window.from, () => onEdge('open')),
      this.#readAt(this.#window.to, () => onEdge('close')),
      runSchedule({ ratePerSec, startAt, endAt: this.#window.to }, (index, dueAt) =>
        tappers[index % tappers.length]?.tap(dueAt),
      ),
    ]);
    await this.#drain();
    this.#isOver = true;
    return this.#result(opened, closed);
  }

  close(): void {
    this.#isOver = true;
    for (const viewer of this.#viewers) viewer.close();
  }

  #createViewer(index: number, dueAt: ReadonlyMap<number, readonly number[]>): Viewer {
    const { target, probes, peer } = this.#job;
    const player = target.players[index % target.players.length] ?? 0;
    const window: Window = this.#window;
    const probe =
      index < probes
        ? new Visibility({ dueAt, ownPlayer: player, window, histogram: this.#visible })
        : null;
    if (probe !== null) this.#probes.push(probe);
    const viewer: Viewer = findPeer(peer).createViewer({
      target,
      player,
      counter: this.#counter,
      onScores: probe === null ? null : (scores) => probe.see(scores),
      onSettled: (from, to) => this.#settle(viewer, from, to),
      onProblem: (what) => {
        if (!this.#isOver) this.#problems.push(`viewer ${index}: ${what}`);
      },
    });
    return viewer;
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
    return {
      at: performance.now(),
      counter: { ...this.#counter },
      acked: this.#isAcknowledging ? this.#settled : (this.#probes[0]?.seenTaps ?? 0),
      cpuUs: user + system,
    };
  }

  async #drain(): Promise<void> {
    const until = performance.now() + DRAIN_TIMEOUT_MS;
    const isDone = () =>
      this.#viewers.every(({ unsettled }) => unsettled === 0) &&
      this.#probes.every((probe) => probe.missing() === 0);
    while (!isDone() && performance.now() < until) await sleep(50);
  }

  #result(opened: Reading, closed: Reading): LoadResult {
    const { players } = this.#job.target;
    const windowMs = closed.at - opened.at;
    return {
      tappers: this.#tappers.length,
      taps: this.#tappers.map(({ dueAt, unsettled, refused }, index) => ({
        player: players[index] ?? 0,
        invoked: dueAt.length,
        settled: dueAt.length - unsettled,
        refused,
      })),
      ackedInWindow: closed.acked - opened.acked,
      visible: this.#visible.summary(),
      ack: this.#acks.summary(),
      unseen: this.#probes.reduce((sum, probe) => sum + probe.missing(), 0),
      windowSec: windowMs / 1000,
      eventFrames: closed.counter.events - opened.counter.events,
      ackFrames: closed.counter.acks - opened.counter.acks,
      bytes: closed.counter.bytes - opened.counter.bytes,
      loaderCpuPercent: ((closed.cpuUs - opened.cpuUs) / 1000 / windowMs) * 100,
      problems: this.#problems,
    };
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
