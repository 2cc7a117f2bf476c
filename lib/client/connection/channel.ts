import { TIMINGS } from '#lib/protocol/limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { RoomSocket, SocketFactory } from './socket.ts';

/** An answer that takes longer than this is none. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Three pulses missed: the link is dead, sooner than the transport's own heartbeat would notice. */
const SILENCE_MS = 3 * TIMINGS.pulseIntervalMs + 1_000;

export interface ChannelOptions {
  readonly sockets: SocketFactory;
  readonly clock: Clock;
  connected(): void;
  received(event: string, payload: unknown): void;
  ended(refusal?: unknown): void;
}

/**
 * One socket with its deadlines.
 *
 * Maintained invariant: each request is answered exactly once, with null where the answer is lost, in the same turn in
 * which the socket heard it; so answers and news keep the order in which the server sent them. `ended` is called once,
 * after the last of them.
 */
export class Channel {
  readonly #options: ChannelOptions;
  readonly #socket: RoomSocket;
  readonly #losses = new Set<() => void>();
  #isOpen = true;
  #heardAt: number;
  #cancelWatch: () => void = () => undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#heardAt = options.clock.monotonic();
    this.#socket = options.sockets.open({
      opening: () => {
        if (!this.#isOpen) return;
        this.#hear();
        this.#watch();
      },
      connected: () => {
        if (!this.#isOpen) return;
        this.#hear();
        options.connected();
      },
      received: (event, payload) => {
        if (!this.#isOpen) return;
        this.#hear();
        options.received(event, payload);
      },
      ended: (refusal) => this.#end(refusal),
    });
  }

  request(event: string, payload: unknown, answered: (answer: unknown) => void): void {
    if (!this.#isOpen) {
      answered(null);
      return;
    }
    const settle = (answer: unknown) => {
      if (!this.#losses.delete(lose)) return;
      cancelTimeout();
      answered(answer);
    };
    const lose = () => settle(null);
    this.#losses.add(lose);
    // On one connection nothing gets lost, so no answer means that the connection is no more.
    const cancelTimeout = this.#options.clock.after(ANSWER_TIMEOUT_MS, () => this.#end());
    this.#socket.send(event, payload, (answer) => {
      this.#hear();
      settle(answer);
    });
  }

  /** Ends it, as if the connection had broken. May be called twice. */
  end(): void {
    this.#end();
  }

  #hear(): void {
    this.#heardAt = this.#options.clock.monotonic();
  }

  #watch(): void {
    const { clock } = this.#options;
    const leftMs = this.#heardAt + SILENCE_MS - clock.monotonic();
    if (leftMs <= 0) this.#end();
    else this.#cancelWatch = clock.after(leftMs, () => this.#watch());
  }

  #end(refusal?: unknown): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancelWatch();
    this.#socket.close();
    for (const lose of this.#losses) lose();
    this.#options.ended(refusal);
  }
}
