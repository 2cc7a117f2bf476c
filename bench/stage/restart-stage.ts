import type { Figures } from '../load/side-load.ts';
import type { Stage, StageContext } from './stage.ts';

/** Stops the server as a deployment would, once the window is open, and starts it again on its port. */
export class RestartStage implements Stage {
  readonly #context: StageContext;
  #restart: Promise<number> = Promise.resolve(0);

  constructor(context: StageContext) {
    this.#context = context;
  }

  async prepare(): Promise<void> {}

  window(edge: 'open' | 'close'): void {
    const { watch } = this.#context;
    if (edge === 'open') this.#restart = this.#stopAndStart();
    // A window that is short closes while there is no server to look at.
    else this.#restart = this.#restart.finally(() => watch.window('close'));
    // Whoever asks for the figures hears of it.
    this.#restart.catch(() => {});
  }

  async figures(): Promise<Figures> {
    const { server, targets } = this.#context;
    const downMs = await this.#restart;
    const reads = await server.ask('reads');
    return {
      downMs,
      // Of those that loaded a room from the database; 0 would mean that they were not recognised.
      snapshotQueriesPerRoom: typeof reads === 'number' ? reads / targets.length : null,
    };
  }

  async close(): Promise<void> {}

  /** @returns milliseconds from the signal to the first moment when the new server takes connections */
  async #stopAndStart(): Promise<number> {
    const { server, watch } = this.#context;
    const startedAt = performance.now();
    await server.stop();
    await server.start();
    watch.restarted();
    return performance.now() - startedAt;
  }
}
