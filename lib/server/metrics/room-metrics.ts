import { Counter, Histogram, type Registry } from 'prom-client';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import type { RoomObserver } from '../room/room.ts';
import type { Verdict } from '../room/verdict.ts';

/** From a fast disk to a database that is far away or in trouble. */
const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const FAN_OUT_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5,
];
const VIEWERS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

export type CommitOutcome = 'committed' | 'conflict' | 'failed';

/**
 * What becomes of taps. A tap costs an addition to a plain number here, and the library hears of the sums when somebody asks
 * for them: its own counters look their labels up each time.
 */
export class RoomMetrics implements RoomObserver {
  #taps = 0;
  #committed = 0;
  #duplicates = 0;
  readonly #refused = new Map<RefusalKind, number>();
  readonly #commits: Record<CommitOutcome, number> = { committed: 0, conflict: 0, failed: 0 };
  #deltas = 0;
  readonly #commitSeconds: Histogram;
  readonly #fanOutSeconds: Histogram;
  readonly #viewers: Histogram;

  constructor(register: Registry) {
    const registers = [register];
    this.#commitSeconds = new Histogram({
      name: 'scoreroom_commit_duration_seconds',
      help: 'How long the storage took for one commit of one room.',
      buckets: COMMIT_SECONDS,
      registers,
    });
    this.#fanOutSeconds = new Histogram({
      name: 'scoreroom_fan_out_duration_seconds',
      help: 'How long it took to encode one delta and write it to all viewers of its room.',
      buckets: FAN_OUT_SECONDS,
      registers,
    });
    this.#viewers = new Histogram({
      name: 'scoreroom_fan_out_viewers',
      help: 'Connections that one delta was written to.',
      buckets: VIEWERS,
      registers,
    });
    this.#addCounters(registers);
  }

  counted(taps: number): void {
    this.#taps += taps;
  }

  answered(verdicts: readonly Verdict[]): void {
    let committed = 0;
    for (const verdict of verdicts) {
      if (verdict.kind === 'refused') {
        this.#refused.set(verdict.reason, (this.#refused.get(verdict.reason) ?? 0) + 1);
      } else if (verdict.kind === 'duplicate') this.#duplicates += 1;
      else committed += 1;
    }
    this.#committed += committed;
  }

  /** Hears of each commit, however it went. */
  committed(outcome: CommitOutcome, ms: number): void {
    this.#commits[outcome] += 1;
    this.#commitSeconds.observe(ms / 1_000);
  }

  /** Hears of each delta, once it was written to everybody. */
  told(viewers: number, ms: number): void {
    this.#deltas += 1;
    this.#viewers.observe(viewers);
    this.#fanOutSeconds.observe(ms / 1_000);
  }

  #addCounters(registers: Registry[]): void {
    const taps = () => this.#taps;
    const deltas = () => this.#deltas;
    const commits = this.#commits;
    const addVerdicts = (counter: Counter<'kind' | 'reason'>) => {
      counter.inc({ kind: 'committed' }, this.#committed);
      counter.inc({ kind: 'duplicate' }, this.#duplicates);
      for (const [reason, count] of this.#refused) counter.inc({ kind: 'refused', reason }, count);
    };
    new Counter({
      name: 'scoreroom_taps_total',
      help: 'Taps that count.',
      registers,
      collect() {
        this.reset();
        this.inc(taps());
      },
    });
    new Counter({
      name: 'scoreroom_deltas_total',
      help: 'Deltas, each of which went to all viewers of a room.',
      registers,
      collect() {
        this.reset();
        this.inc(deltas());
      },
    });
    new Counter({
      name: 'scoreroom_verdicts_total',
      help: 'Verdicts that clients were told, by kind, and refusals by their reason.',
      labelNames: ['kind', 'reason'],
      registers,
      collect() {
        this.reset();
        addVerdicts(this);
      },
    });
    new Counter({
      name: 'scoreroom_commits_total',
      help: 'Commits by what came of them. A conflict is decided again; a failed one is asked for again by its clients.',
      labelNames: ['result'],
      registers,
      collect() {
        this.reset();
        for (const [result, count] of Object.entries(commits)) this.inc({ result }, count);
      },
    });
  }
}
