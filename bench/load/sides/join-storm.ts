import { newFrameCounter } from '../../client/frame-counter.ts';
import { LatencyHistogram } from '../../measure/latency-histogram.ts';
import type { Viewer } from '../../peers/peer.ts';
import { runSchedule } from '../schedule.ts';
import type { SideLoad } from '../side-load.ts';
import type { Side, SideContext } from './side.ts';

/** Many come at once: how long each takes from when it was due to the board on its screen. */
export class JoinStorm {
  readonly #load: Extract<SideLoad, { kind: 'joins' }>;
  readonly #context: SideContext;
  readonly #viewers: Viewer[] = [];
  readonly #joins = new LatencyHistogram();

  constructor(load: Extract<SideLoad, { kind: 'joins' }>, context: SideContext) {
    this.#load = load;
    this.#context = context;
  }

  side(): Partial<Side> {
    return {
      run: () => this.#run(),
      figures: () => {
        const joins = this.#joins.summary();
        return {
          joins: joins?.count ?? 0,
          joinP50Ms: joins?.p50Ms ?? null,
          joinP99Ms: joins?.p99Ms ?? null,
          joinMaxMs: joins?.maxMs ?? null,
        };
      },
      close: () => {
        for (const viewer of this.#viewers) viewer.close();
      },
    };
  }

  async #run(): Promise<void> {
    const { count, seconds } = this.#load;
    const joined: Promise<void>[] = [];
    const startAt = this.#context.window.from;
    const endAt = startAt + seconds * 1000;
    await runSchedule({ ratePerSec: count / seconds, startAt, endAt }, (index, dueAt) => {
      joined.push(this.#join(index, dueAt));
    });
    await Promise.all(joined);
  }

  async #join(index: number, dueAt: number): Promise<void> {
    const { peer, targets, problem } = this.#context;
    const target = targets[index % targets.length];
    if (target === undefined) return;
    const viewer = peer.createViewer({
      target,
      player: target.players[0] ?? 0,
      // What newcomers are sent is no part of what a viewer is sent.
      counter: newFrameCounter(),
      onScores: null,
      onSettled: () => {},
      onProblem: (what) => problem(`newcomer ${index}: ${what}`),
      onReturned: null,
    });
    this.#viewers.push(viewer);
    try {
      await viewer.connect();
      this.#joins.record(performance.now() - dueAt);
    } catch (error) {
      problem(`newcomer ${index}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
