import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '#lib/shared/clock.ts';
import type { CommitResult, RoomStorage } from '../storage/room-storage.ts';

/** Figures tell of this long at most. */
const WINDOW_MS = 60_000;
/** Commits that are kept for the percentiles. */
const MAX_SAMPLES = 2_000;
const LOOP_WINDOW_MS = 5_000;
/** How often the event loop is looked at. */
const LOOP_RESOLUTION_MS = 10;

export interface Percentiles {
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Hears of each commit, however it went, and how long it took. */
export type OnCommit = (outcome: CommitResult | 'failed', ms: number) => void;

/** How long commits took lately. */
export class CommitTimes {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #onCommit: OnCommit;
  #samples: { readonly at: number; readonly ms: number }[] = [];

  constructor(clock: Pick<Clock, 'monotonic'>, onCommit: OnCommit = () => undefined) {
    this.#clock = clock;
    this.#onCommit = onCommit;
  }

  /** The same storage, whose commits are measured. */
  measured(storage: RoomStorage): RoomStorage {
    return {
      create: (room) => storage.create(room),
      load: (code) => storage.load(code),
      loadMark: (roomId, clientId) => storage.loadMark(roomId, clientId),
      findOutcomes: (...query) => storage.findOutcomes(...query),
      findEvent: (roomId, version) => storage.findEvent(roomId, version),
      findLastTap: (...query) => storage.findLastTap(...query),
      log: (roomId, query) => storage.log(roomId, query),
      archives: (roomId) => storage.archives(roomId),
      check: () => storage.check(),
      close: () => storage.close(),
      loadMarks: (...query) => storage.loadMarks(...query),
      loadChanges: (...query) => storage.loadChanges(...query),
      turn: (roomId) => storage.turn(roomId),
      commit: async (commit) => {
        const from = this.#clock.monotonic();
        let outcome: CommitResult | 'failed' = 'failed';
        try {
          outcome = await storage.commit(commit);
          this.#note(this.#clock.monotonic() - from);
          return outcome;
        } finally {
          this.#onCommit(outcome, this.#clock.monotonic() - from);
        }
      },
    };
  }

  read(): Percentiles & { readonly perSecond: number } {
    const now = this.#clock.monotonic();
    const recent = this.#samples.filter(({ at }) => now - at <= WINDOW_MS);
    const sorted = recent.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    const last = recent.filter((sample) => now - sample.at <= LOOP_WINDOW_MS).length;
    return { p50Ms: at(0.5), p99Ms: at(0.99), perSecond: last / (LOOP_WINDOW_MS / 1000) };
  }

  #note(ms: number): void {
    this.#samples.push({ at: this.#clock.monotonic(), ms });
    // Cut in large pieces, so that a busy server does not copy at each commit.
    if (this.#samples.length > 2 * MAX_SAMPLES) this.#samples = this.#samples.slice(-MAX_SAMPLES);
  }
}

/** How late the event loop was lately: by more than a few milliseconds, and everybody's taps wait. */
export class LoopDelay {
  readonly #histogram: ReturnType<typeof monitorEventLoopDelay>;
  readonly #clock: Clock;
  #last: Percentiles = { p50Ms: null, p99Ms: null };
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#histogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  }

  start(): void {
    this.#histogram.enable();
    this.#next();
  }

  read(): Percentiles {
    return this.#last;
  }

  close(): void {
    this.#cancel();
    this.#histogram.disable();
  }

  #next(): void {
    this.#cancel = this.#clock.after(LOOP_WINDOW_MS, () => {
      if (this.#histogram.count > 0) {
        this.#last = { p50Ms: this.#late(50), p99Ms: this.#late(99) };
        this.#histogram.reset();
      }
      this.#next();
    });
  }

  /** What is measured is from one look to the next, which is the resolution at best. */
  #late(percentile: number): number {
    return Math.max(0, this.#histogram.percentile(percentile) / 1e6 - LOOP_RESOLUTION_MS);
  }
}
