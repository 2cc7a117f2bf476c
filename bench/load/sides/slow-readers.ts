import { newFrameCounter } from '../../client/frame-counter.ts';
import type { SideLoad } from '../side-load.ts';
import type { Viewer } from '../../peers/peer.ts';
import type { Side, SideContext } from './side.ts';

/** Viewers who are connected and never read: what waits for them must cost nobody else anything. */
export class SlowReaders {
  readonly #load: Extract<SideLoad, { kind: 'slow-readers' }>;
  readonly #context: SideContext;
  readonly #viewers: Viewer[] = [];

  constructor(load: Extract<SideLoad, { kind: 'slow-readers' }>, context: SideContext) {
    this.#load = load;
    this.#context = context;
  }

  side(): Partial<Side> {
    return {
      prepare: () => this.#prepare(),
      figures: () => ({ slowReaders: this.#viewers.length }),
      close: () => {
        for (const viewer of this.#viewers) viewer.close();
      },
    };
  }

  async #prepare(): Promise<void> {
    const { peer, targets } = this.#context;
    for (let index = 0; index < this.#load.count; index += 1) {
      const target = targets[index % targets.length];
      if (target === undefined) return;
      const viewer = peer.createViewer({
        target,
        player: target.players[0] ?? 0,
        counter: newFrameCounter(),
        onScores: null,
        onSettled: () => {},
        // A server may well send them away: that is one way to deal with them.
        onProblem: () => {},
        onReturned: null,
      });
      await viewer.connect();
      viewer.stopReading();
      this.#viewers.push(viewer);
    }
  }
}
