import { ScoreroomError } from '#lib/protocol/errors.ts';
import { err, ok } from '#lib/shared/result.ts';
import type { Outcome } from '../storage/room-storage.ts';
import type { Ask } from './ask.ts';
import type { ActDecision, Batch } from './batch.ts';
import { NOTHING_FOUND, type Found } from './plan.ts';
import { outcomesOf, type Desk, type Request, type Settle } from './request.ts';
import { storageUnavailable } from './storage-unavailable.ts';

/** What an action came to. */
export interface Acted {
  /** The version that it made, or where the room stands where it changed nothing. */
  readonly version: number;
  readonly generation: number;
  /** Whether it was done before under the same key, and not again. */
  readonly duplicate: boolean;
  /** The players that it made, in order, or the one that it was about. Not known of a duplicate that made players. */
  readonly players: readonly number[];
}

/** An action on its way to what it comes to. */
export class ActRequest implements Request {
  readonly lookUp: (() => Promise<void>) | null;
  readonly #desk: Desk;
  readonly #ask: Ask;
  readonly #settle: Settle<Acted>;
  #found: Found = NOTHING_FOUND;

  constructor(desk: Desk, ask: Ask, settle: Settle<Acted>) {
    this.#desk = desk;
    this.#ask = ask;
    this.#settle = settle;
    this.lookUp = lookUpOf(desk, ask, (found) => (this.#found = found));
  }

  /** Makes sure that it is known whether the key was used before. */
  prepare(): void {
    const { isKeyed, by } = this.#ask;
    if (!isKeyed) {
      this.#desk.enqueue(this);
      return;
    }
    const prepared = this.#desk.marks.get(by.clientId).then(() => this.#desk.enqueue(this));
    this.#desk.track(prepared.catch((cause: unknown) => this.fail(storageUnavailable(cause))));
  }

  decide(batch: Batch): () => void {
    const { isKeyed, by } = this.#ask;
    const mark = isKeyed ? this.#desk.marks.known(by.clientId) : 0;
    // The mark was forgotten while the request waited: ask for it again.
    if (mark === undefined) return () => this.prepare();
    const decision = batch.act(this.#ask, mark, this.#found);
    return () => this.#tell(decision);
  }

  fail(error: ScoreroomError): void {
    this.#settle(err(error));
  }

  #tell(decision: ActDecision): void {
    switch (decision.kind) {
      case 'done': {
        const { version, generation, players } = decision;
        this.#settle(ok({ version, generation, players, duplicate: false }));
        return;
      }
      case 'refused': {
        const { kind, message } = decision.problem;
        this.#refuse(new ScoreroomError(kind, message === undefined ? {} : { message }));
        return;
      }
      case 'again':
        this.#desk.enqueue(this);
        return;
      case 'earlier':
        this.#desk.track(this.#findEarlier());
    }
  }

  /**
   * A refusal is written nowhere, so no conflict tells that another node has done just this under the same key meanwhile, which
   * is why it cannot be done now: so the storage is asked.
   */
  #refuse(error: ScoreroomError): void {
    const { isKeyed, by } = this.#ask;
    // Whoever may not do it is not told either whether it was done.
    if (!isKeyed || error.kind === 'not_allowed') {
      this.fail(error);
      return;
    }
    const looked = this.#desk.marks.load(by.clientId).then((mark) => {
      if (mark < by.id) this.fail(error);
      else return this.#findEarlier();
      return undefined;
    });
    this.#desk.track(looked.catch((cause: unknown) => this.fail(storageUnavailable(cause))));
  }

  async #findEarlier(): Promise<void> {
    const { by } = this.#ask;
    const found = outcomesOf(this.#desk, by.clientId, { from: by.id, to: by.id });
    const fail = (cause: unknown) => this.fail(storageUnavailable(cause));
    await found.then((outcomes) => this.#repeat(outcomes.get(by.id)), fail);
  }

  /** The key was used before: for this action, as far as can be told. */
  #repeat(outcome: Outcome | undefined): void {
    if (outcome?.kind !== 'acted') {
      const message = 'This Idempotency-Key was used for a tap: take a new one for each thing.';
      this.fail(new ScoreroomError('operation_conflict', { message }));
      return;
    }
    const { action } = this.#ask;
    const players = 'player' in action ? [action.player] : [];
    const generation = this.#desk.generation();
    this.#settle(ok({ version: outcome.version, generation, players, duplicate: true }));
  }
}

/** How to find what the action is about. */
function lookUpOf(
  { storage, roomId }: Desk,
  { action, lane, actor }: Ask,
  keep: (found: Found) => void,
): (() => Promise<void>) | null {
  switch (action.type) {
    case 'undo':
    case 'redo':
      return async () =>
        keep({ ...NOTHING_FOUND, event: await storage.findEvent(roomId, action.event) });
    case 'undo-own':
      return async () =>
        keep({
          ...NOTHING_FOUND,
          event: await storage.findLastTap(roomId, lane ?? '', actor.device),
        });
    case 'restore-generation':
      return async () => {
        const archives = await storage.archives(roomId);
        const archive = archives.find(({ generation }) => generation === action.generation);
        keep({ ...NOTHING_FOUND, archive: archive ?? null });
      };
    default:
      return null;
  }
}
