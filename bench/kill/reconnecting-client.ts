import type { FrameCounter } from '../client/engine-socket.ts';
import { randomClientId } from '../client/random-client-id.ts';
import { ScoreroomClient } from '../client/scoreroom-client.ts';
import type { Target } from '../peers/peer.ts';

const BASE_DELAY_MS = 50;

export interface ReconnectingOptions {
  readonly target: Target;
  readonly player: number;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
  readonly onViolation: (what: string) => void;
}

/** A client that comes back for as long as it is wanted, and sends again what has no verdict. */
export class ReconnectingClient {
  readonly clientId = randomClientId();
  readonly client: ScoreroomClient;
  readonly #options: ReconnectingOptions;
  readonly #counter: FrameCounter = { events: 0, acks: 0, bytes: 0 };
  #isOver = false;
  #lost = Promise.withResolvers<void>();

  constructor(options: ReconnectingOptions) {
    this.#options = options;
    const { target, player, onViolation } = options;
    this.client = new ScoreroomClient({
      room: target.room,
      clientId: this.clientId,
      player,
      counter: this.#counter,
      onScores: () => {},
      onViolation: (what) => onViolation(`player ${player}: ${what}`),
      onClose: () => this.#lost.resolve(),
    });
  }

  /** Runs until {@link close}. */
  async stayConnected(): Promise<void> {
    while (!this.#isOver) {
      this.#lost = Promise.withResolvers<void>();
      try {
        await this.client.connect(this.#options.target.url);
        await this.#lost.promise;
      } catch {
        // The server is away; it is asked again below.
      }
      const delayMs = BASE_DELAY_MS * (1 + this.#options.random());
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }

  close(): void {
    this.#isOver = true;
    this.client.close();
  }
}
