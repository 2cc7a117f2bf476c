import type { Actor } from '#lib/board/actor.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { err, ok } from '#lib/shared/result.ts';
import type { Outcome } from '../storage/room-storage.ts';
import type { Batch, Decision, Tap } from './batch.ts';
import { outcomesOf, type Desk, type Request, type Settle } from './request.ts';
import { storageUnavailable } from './storage-unavailable.ts';
import { verdictOf, type PushVerdicts, type Verdict } from './verdict.ts';

export interface Push {
  readonly actor: Actor;
  readonly clientId: string;
  /** In the order of their ids, without gaps among them. */
  readonly taps: readonly Tap[];
  readonly settle: Settle<PushVerdicts>;
}

/** A client's taps on their way to their verdicts. */
export class PushRequest implements Request {
  readonly lookUp = null;
  readonly #desk: Desk;
  readonly #push: Push;
  /** What is known of mutations that had their verdict before, by id. */
  #outcomes: ReadonlyMap<number, Outcome> = new Map();

  constructor(desk: Desk, push: Push) {
    this.#desk = desk;
    this.#push = push;
  }

  /** Makes sure that the mark is known, and the outcomes of what had its verdict before, so that nothing waits later. */
  prepare(): void {
    const { clientId, taps } = this.#push;
    const { marks } = this.#desk;
    const known = marks.known(clientId);
    const first = taps[0]?.id ?? 0;
    if (known !== undefined && first > known) {
      this.#desk.enqueue(this);
      return;
    }
    const prepared = marks.get(clientId).then(async (mark) => {
      if (first <= mark) await this.#findOutcomes(mark);
      this.#desk.enqueue(this);
    });
    this.#desk.track(prepared.catch((cause: unknown) => this.fail(storageUnavailable(cause))));
  }

  decide(batch: Batch): () => void {
    const { actor, clientId, taps } = this.#push;
    const mark = this.#desk.marks.known(clientId);
    // The mark was forgotten while the request waited: ask for it again.
    if (mark === undefined) return () => this.prepare();
    const decision = batch.push(actor, { clientId, mark, taps });
    if (decision.kind === 'out-of-order') {
      return () => this.#lookAgain(decision.expected);
    }
    return () => this.#tell(decision.decisions);
  }

  fail(error: ScoreroomError): void {
    this.#push.settle(err(error));
  }

  /** Whether ids are missing indeed; where others write to the storage, they may have had their verdict there. */
  #lookAgain(expected: number): void {
    const { clientId } = this.#push;
    const looked = this.#desk.marks.load(clientId).then((mark) => {
      if (mark < expected) this.fail(new ScoreroomError('out_of_order', { expected }));
      else this.prepare();
    });
    this.#desk.track(looked.catch((cause: unknown) => this.fail(storageUnavailable(cause))));
  }

  #tell(decisions: readonly Decision[]): void {
    const isKnown = (decision: Decision) =>
      decision.kind !== 'earlier' || this.#outcomes.has(decision.id);
    if (decisions.every(isKnown)) {
      this.#answer(decisions);
      return;
    }
    // The same mutations were under way twice at once; by now the storage knows what became of the first.
    const found = this.#findOutcomes(decisions.at(-1)?.id ?? 0);
    const fail = (cause: unknown) => this.fail(storageUnavailable(cause));
    this.#desk.track(found.then(() => this.#answer(decisions), fail));
  }

  #answer(decisions: readonly Decision[]): void {
    const verdicts = decisions.map((decision) => verdictOf(decision, this.#outcomes));
    this.#push.settle(ok({ verdicts, version: versionOf(verdicts) ?? this.#desk.version() }));
  }

  /** Asks what became of the push's mutations up to `upTo`, which had their verdict before. */
  async #findOutcomes(upTo: number): Promise<void> {
    const { clientId, taps } = this.#push;
    const from = taps[0]?.id ?? 1;
    const to = Math.min(upTo, taps.at(-1)?.id ?? 0);
    this.#outcomes = await outcomesOf(this.#desk, clientId, { from, to });
  }
}

/**
 * The version from which on a board holds all that counts of these; null where that is not known, or nothing counts. The room may
 * stand further by now, and another node, to which the client goes next, between the two.
 */
function versionOf(verdicts: readonly Verdict[]): number | null {
  let version: number | null = null;
  for (const verdict of verdicts) {
    if (verdict.kind === 'refused') continue;
    if (verdict.event === null) return null;
    version = Math.max(version ?? 0, verdict.event.version);
  }
  return version;
}
