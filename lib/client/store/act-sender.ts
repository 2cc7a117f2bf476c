import type { Action } from '#lib/protocol/actions.ts';
import { unconnected } from '#lib/protocol/wire-error.ts';
import type { Act, ActAck } from '#lib/protocol/messages.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { ActOutcome } from './room-state.ts';

/** What was asked for longer ago may not be wanted any more. */
const PATIENCE_MS = 15_000;

export interface ActSenderOptions {
  readonly clock: Clock;
  /** 128 random bits in base64url: the idempotency key of one action. */
  readonly newToken: () => string;
  readonly isLive: () => boolean;
  /** `answered` hears null where nobody knows whether the server has heard it. */
  readonly send: (act: Act, answered: (answer: ActAck | null) => void) => void;
  /** The server does not know this connection's room any more. */
  readonly unseated: () => void;
}

interface Errand {
  readonly act: Act;
  readonly done: (outcome: ActOutcome) => void;
  readonly cancelDeadline: () => void;
  /** How often it was sent. */
  sent: number;
}

/**
 * Sends actions, each under a key by which it counts once: one whose answer is lost is sent again on the next connection,
 * once. Unlike taps they do not wait for long and outlive no page.
 *
 * Maintained invariant: each action gets exactly one outcome.
 */
export class ActSender {
  readonly #options: ActSenderOptions;
  /** In the order in which they were asked for. */
  readonly #errands = new Set<Errand>();
  readonly #underWay = new Set<Errand>();

  constructor(options: ActSenderOptions) {
    this.#options = options;
  }

  act(action: Action): Promise<ActOutcome> {
    return new Promise((done) => {
      const { clock, newToken, isLive } = this.#options;
      const cancelDeadline = clock.after(PATIENCE_MS, () => {
        this.#finish(errand, { ok: false, error: errand.sent === 0 ? UNSENT : UNANSWERED });
      });
      const errand: Errand = { act: { key: newToken(), action }, done, cancelDeadline, sent: 0 };
      this.#errands.add(errand);
      if (isLive()) this.#send(errand);
    });
  }

  /** There is a connection, which knows nothing of what was asked on the one before. */
  joined(): void {
    for (const errand of this.#errands) this.#send(errand);
  }

  close(): void {
    for (const errand of this.#errands) {
      this.#finish(errand, { ok: false, error: errand.sent === 0 ? UNSENT : UNANSWERED });
    }
  }

  #send(errand: Errand): void {
    if (this.#underWay.has(errand)) return;
    errand.sent += 1;
    this.#underWay.add(errand);
    this.#options.send(errand.act, (answer) => {
      this.#underWay.delete(errand);
      if (this.#errands.has(errand)) this.#answered(errand, answer);
    });
  }

  #answered(errand: Errand, answer: ActAck | null): void {
    if (answer === null || (!answer.ok && answer.error.kind === 'not_joined')) {
      if (errand.sent > 1) this.#finish(errand, { ok: false, error: UNANSWERED });
      else if (answer !== null) this.#options.unseated();
      return;
    }
    // What was sent first may be under way still, at another node, and be done after this was refused.
    const isUnsure = errand.sent > 1 && !answer.ok;
    this.#finish(errand, isUnsure ? { ok: false, error: UNANSWERED } : answer);
  }

  #finish(errand: Errand, outcome: ActOutcome): void {
    if (!this.#errands.delete(errand)) return;
    errand.cancelDeadline();
    errand.done(outcome);
  }
}

const UNSENT = unconnected(
  'There is no connection to the room, so nothing was done. Try again once it is back.',
);
const UNANSWERED = unconnected(
  'The connection broke before the answer came. See whether it was done before you repeat it.',
);
