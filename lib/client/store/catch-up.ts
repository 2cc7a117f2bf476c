import type { SyncAck } from '#lib/protocol/messages.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** News may be on its way that long after the pulse that tells of it. */
const LATE_MS = 1_000;
/** The server counts what it is asked: one sync per this long. */
const REST_MS = 1_000;

export interface CatchUpOptions {
  readonly clock: Clock;
  readonly version: () => number;
  readonly ask: (answered: (answer: SyncAck | null) => void) => void;
  readonly arrived: (answer: Extract<SyncAck, { ok: true }>) => void;
}

/** Asks the server for what this page has missed, one question at a time. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  #isAsking = false;
  #isWanted = false;
  #target = 0;
  #cancelLate: (() => void) | null = null;
  #cancelRest: () => void = () => undefined;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Something is missing for sure. */
  request(): void {
    if (this.#isAsking) {
      this.#isWanted = true;
      return;
    }
    this.#isAsking = true;
    this.#isWanted = false;
    this.#options.ask((answer) => {
      // Lost with its connection: the next join brings what is missing.
      if (answer === null) return;
      if (answer.ok) this.#options.arrived(answer);
      this.#rest(answer.ok ? REST_MS : (answer.error.retryAfterMs ?? REST_MS));
    });
  }

  /** The room is at this version; what leads there should come by itself. */
  heardOf(version: number): void {
    this.#target = Math.max(this.#target, version);
    if (this.#cancelLate !== null || version <= this.#options.version()) return;
    this.#cancelLate = this.#options.clock.after(LATE_MS, () => {
      this.#cancelLate = null;
      if (this.#target > this.#options.version()) this.request();
    });
  }

  /** Starts over: a new connection, another epoch, or the end. */
  reset(): void {
    this.#cancelRest();
    this.#cancelLate?.();
    this.#cancelLate = null;
    this.#isAsking = false;
    this.#isWanted = false;
    this.#target = 0;
  }

  #rest(delayMs: number): void {
    this.#cancelRest();
    this.#cancelRest = this.#options.clock.after(delayMs, () => {
      this.#isAsking = false;
      if (this.#isWanted) this.request();
    });
  }
}
