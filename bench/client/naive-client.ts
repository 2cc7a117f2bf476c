import { EngineSocket } from './engine-socket.ts';
import type { FrameCounter } from './frame-counter.ts';

export interface NaiveClientOptions {
  readonly player: number;
  readonly counter: FrameCounter;
  /** Hears of absolute scores as [player, score, player, score, …]. Without it, news are counted and not decoded. */
  readonly onScores?: ((scores: readonly number[]) => void) | undefined;
  readonly onClose: () => void;
}

interface NaivePlayer {
  readonly id: number;
  readonly score: number;
}

/** A client of the tutorial's server: each tap is a message, and nobody answers it. */
export class NaiveClient {
  readonly dueAt: number[] = [];
  readonly #options: NaiveClientOptions;
  #socket: EngineSocket | null = null;

  constructor(options: NaiveClientOptions) {
    this.#options = options;
  }

  async connect(url: string): Promise<void> {
    const { counter, onScores, onClose } = this.#options;
    const onEvent = onScores === undefined ? null : (text: string) => onScores(scoresOf(text));
    this.#socket = await EngineSocket.open({ url, counter, auth: '', onEvent, onClose });
  }

  tap(dueAt: number): void {
    this.dueAt.push(dueAt);
    this.#socket?.emit('score', `{"id":${this.#options.player},"delta":1}`);
  }

  stopReading(): void {
    this.#socket?.stopReading();
  }

  close(): void {
    this.#socket?.close();
  }
}

/** Of the whole board, or of the one player that changed. */
function scoresOf(text: string): number[] {
  const [, news] = JSON.parse(text) as [string, NaivePlayer | readonly NaivePlayer[]];
  return [news].flat().flatMap(({ id, score }) => [id, score]);
}
