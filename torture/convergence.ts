import { setTimeout as sleep } from 'node:timers/promises';
import type { BoardView } from '#lib/board/view.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { Browser } from './browser/browser.ts';
import type { Observer } from './browser/observer.ts';
import type { Stage } from './stage.ts';

const LOOK_AGAIN_MS = 50;

export interface ConvergenceOptions {
  readonly stage: Pick<Stage<never>, 'board'>;
  readonly browsers: readonly Browser[];
  readonly observers: readonly Observer[];
}

/** Whether everyone sees what the server has, and nothing waits anywhere. */
export class Convergence {
  readonly #options: ConvergenceOptions;

  constructor(options: ConvergenceOptions) {
    this.#options = options;
  }

  /** How many milliseconds it took, or what was still missing when the time was over. */
  async within(limitMs: number): Promise<Result<number, string>> {
    const since = performance.now();
    for (;;) {
      const missing = await this.#missing();
      const tookMs = Math.round(performance.now() - since);
      if (missing === null) return ok(tookMs);
      if (tookMs > limitMs) return err(missing);
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async #missing(): Promise<string | null> {
    const { stage, browsers, observers } = this.#options;
    const rooms = new Map<string, Snapshot>();
    for (const { room } of observers) {
      if (rooms.has(room)) continue;
      const kept = await stage.board(room);
      if (!kept.ok) return kept.error;
      rooms.set(room, kept.value);
    }
    for (const { room, view } of observers) {
      const difference = differenceOf(view, rooms.get(room));
      if (difference !== null) return `an observer of ${room} ${difference}`;
    }
    for (const browser of browsers) {
      for (const { name, room, state } of browser.pages) {
        if (state.link !== 'live') return `${name} is ${state.link}`;
        if (state.waiting > 0) return `${name} has ${state.waiting} taps waiting`;
        const difference = differenceOf(state.board, rooms.get(room));
        if (difference !== null) return `${name} ${difference}`;
      }
      const waiting = await browser.waitingOnDisk();
      if (waiting > 0) return `${waiting} taps wait on the disk of ${browser.pages[0]?.name ?? ''}`;
    }
    return null;
  }
}

function differenceOf(view: BoardView | null, kept: Snapshot | undefined): string | null {
  if (view === null || kept === undefined) return 'has seen nothing';
  if (view.epoch !== kept.epoch || view.version !== kept.version) {
    return `is at version ${view.version}, not ${kept.version}`;
  }
  const wrong = kept.players.find(({ id, score }) => view.players.get(id)?.score !== score);
  return wrong === undefined ? null : `shows another score for player ${wrong.id}`;
}
