import { clockAckSchema } from '#lib/protocol/server-messages.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Environment } from './environment.ts';
import type { Question } from './question.ts';
import { ServerClock } from './server-clock.ts';

const INTERVAL_MS = 15_000;

export interface ClockSyncOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly ask: (question: Question<typeof clockAckSchema>) => void;
  readonly measured: (roundTripMs: number) => void;
}

/** Asks the server for the time while connected and looked at. Each question also shows whether the link is alive. */
export class ClockSync {
  readonly #options: ClockSyncOptions;
  readonly #serverClock: ServerClock;
  #isRunning = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: ClockSyncOptions) {
    this.#options = options;
    this.#serverClock = new ServerClock(options.clock);
  }

  now(): number {
    return this.#serverClock.now();
  }

  /** Starts over with the time that came with the answer to a join. */
  start(serverNow: number, askedAt: number): void {
    this.#isRunning = true;
    this.#serverClock.forget();
    this.#serverClock.add(serverNow, askedAt);
    this.#measure();
  }

  /** The page is looked at again. */
  resume(): void {
    if (!this.#isRunning) return;
    this.#serverClock.forget();
    this.#measure();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelTimer();
  }

  #measure(): void {
    this.#cancelTimer();
    const { clock, environment, ask, measured } = this.#options;
    this.#cancelTimer = clock.after(INTERVAL_MS, () => this.#measure());
    if (!environment.isVisible()) return;
    const askedAt = clock.monotonic();
    ask({
      event: 'clock',
      payload: {},
      schema: clockAckSchema,
      answered: (answer) => {
        if (answer === null || !answer.ok) return;
        this.#serverClock.add(answer.now, askedAt);
        measured(Math.round(clock.monotonic() - askedAt));
      },
    });
  }
}
