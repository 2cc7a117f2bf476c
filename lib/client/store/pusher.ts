import type { WireError } from '#lib/protocol/wire-error.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import type { Push, PushAck } from '#lib/protocol/messages.ts';
import { jittered } from '#lib/shared/backoff.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Verdicts } from './tap-queue.ts';

const BACKOFF = { baseMs: TIMINGS.reconnectBaseMs, maxMs: TIMINGS.reconnectMaxMs };

export interface PusherOptions {
  readonly clock: Clock;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
  readonly isLive: () => boolean;
  readonly nextPush: () => Push | null;
  readonly send: (push: Push, answered: (answer: PushAck | null) => void) => void;
  /** Returns how many taps have got their verdict. */
  readonly settled: (push: Push, verdicts: Verdicts) => number;
  /** The server's history has lost taps before those that wait: number them anew, then {@link Pusher.resume}. */
  readonly orphaned: (push: Push) => void;
  /** The server does not know this connection's room any more. */
  readonly unseated: () => void;
  /** The server cannot take this push for now; it is asked again. */
  readonly postponed: (error: WireError) => void;
  /** The server will never take this push. */
  readonly rejected: (error: WireError) => void;
}

/**
 * Sends what waits, one push at a time: taps made meanwhile join the next, so that a fast finger costs messages by round
 * trip and not by tap. Without an answer the same ids are sent again on the next connection.
 */
export class Pusher {
  readonly #options: PusherOptions;
  #isBusy = false;
  #isPaused = false;
  #attempt = 0;
  #cancelRest: () => void = () => undefined;

  constructor(options: PusherOptions) {
    this.#options = options;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Sends the next push, unless one is under way or has to wait. */
  kick(): void {
    if (this.#isBusy || this.#isPaused || !this.#options.isLive()) return;
    const push = this.#options.nextPush();
    if (push === null) return;
    this.#isBusy = true;
    this.#options.send(push, (answer) => this.#answered(push, answer));
  }

  /** A new connection: whatever was under way on the old one is not any more. */
  joined(): void {
    this.#cancelRest();
    this.#isBusy = false;
    this.#attempt = 0;
    this.kick();
  }

  /** Sends nothing until {@link resume}. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#isBusy = false;
    this.kick();
  }

  /** As {@link resume}, after a while: numbering anew did not work out. */
  resumeLater(): void {
    this.#isPaused = false;
    this.#rest(0);
  }

  close(): void {
    this.#cancelRest();
    this.#isPaused = true;
  }

  #answered(push: Push, answer: PushAck | null): void {
    // Lost with its connection: the next join goes on.
    if (answer === null) return;
    if (!answer.ok) {
      this.#refused(push, answer.error);
      return;
    }
    const count = this.#options.settled(push, answer);
    if (count === 0) {
      this.#rest(0);
      return;
    }
    this.#attempt = 0;
    this.#isBusy = false;
    this.kick();
  }

  #refused(push: Push, error: WireError): void {
    const first = push.mutations[0]?.id ?? 0;
    if (error.kind === 'out_of_order' && (error.expected ?? 0) < first)
      this.#options.orphaned(push);
    else if (error.kind === 'not_joined') this.#options.unseated();
    else if (error.retryable) {
      this.#options.postponed(error);
      this.#rest(error.retryAfterMs ?? 0);
    }
    // Stays busy: what was wrong now would be wrong again, until something has changed with the next connection.
    else this.#options.rejected(error);
  }

  #rest(atLeastMs: number): void {
    const { clock, random } = this.#options;
    const delayMs = Math.max(atLeastMs, jittered(this.#attempt, BACKOFF, random));
    this.#attempt += 1;
    this.#cancelRest();
    this.#cancelRest = clock.after(delayMs, () => {
      this.#isBusy = false;
      this.kick();
    });
  }
}
