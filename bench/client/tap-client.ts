import { BareSocket } from './bare-socket.ts';
import type { FrameCounter } from './frame-counter.ts';

export interface TapClientOptions {
  readonly room: string;
  readonly player: number;
  readonly counter: FrameCounter;
  /** Hears of absolute scores as [player, score, …]. Without it, frames are counted and not decoded. */
  readonly onScores?: ((scores: readonly number[]) => void) | undefined;
  readonly onClose: () => void;
}

/** A client of the servers on bare WebSockets: a message for each tap, and news as `[player,score,…]`. */
export class TapClient {
  readonly dueAt: number[] = [];
  readonly #options: TapClientOptions;
  readonly #tap: string;
  #socket: BareSocket | null = null;

  constructor(options: TapClientOptions) {
    this.#options = options;
    this.#tap = `[${options.player},1]`;
  }

  /** Resolves when the first board has come. */
  async connect(url: string): Promise<void> {
    const { room, counter, onScores, onClose } = this.#options;
    const joined = Promise.withResolvers<void>();
    joined.promise.catch(() => {});
    let isWelcome = false;
    this.#socket = await BareSocket.open({
      address: `${url.replace('http', 'ws')}/?room=${room}`,
      counter,
      onFrame: (frame) => {
        if (isWelcome) counter.events += 1;
        isWelcome = true;
        joined.resolve();
        onScores?.(JSON.parse(frame.toString()) as number[]);
      },
      onClose: () => {
        joined.reject(new Error('The connection closed before it had joined.'));
        onClose();
      },
    });
    await joined.promise;
  }

  tap(dueAt: number): void {
    this.dueAt.push(dueAt);
    this.#socket?.send(this.#tap);
  }

  stopReading(): void {
    this.#socket?.stopReading();
  }

  close(): void {
    this.#socket?.close();
  }
}
