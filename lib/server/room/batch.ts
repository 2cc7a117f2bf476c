import { BoardDraft, type Operation } from '#lib/board/apply.ts';
import type { Board, BoardPlayer } from '#lib/board/board.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import type { MutationRef, Refusal, ScoreEvent } from '../storage/room-storage.ts';

/** A tap as the room takes it. */
export interface Tap {
  readonly id: number;
  /** Null where whoever asks saw no board: then the tap counts in the generation that it meets. */
  readonly generation: number | null;
  readonly player: number;
  readonly delta: number;
}

/** What a mutation became in this batch. `earlier` had its verdict before: the storage knows which. */
export type Decision =
  | { readonly kind: 'committed'; readonly id: number; readonly event: ScoreEvent }
  | { readonly kind: 'refused'; readonly id: number; readonly reason: RefusalKind }
  | { readonly kind: 'earlier'; readonly id: number; readonly tap: Tap };

export type PushDecision =
  | { readonly kind: 'decided'; readonly decisions: readonly Decision[] }
  | { readonly kind: 'out-of-order'; readonly expected: number };

export type ChangeDecision =
  | {
      readonly kind: 'applied';
      readonly player: BoardPlayer | null;
      readonly version: number;
      readonly generation: number;
    }
  | { readonly kind: 'refused'; readonly reason: RefusalKind };

/**
 * Decides one batch: what each request becomes, on top of the board as committed, before any of it is durable.
 * Pure apart from its own state; a batch whose commit fails is thrown away whole.
 */
export class Batch {
  readonly events: ScoreEvent[] = [];
  readonly refusals: Refusal[] = [];
  readonly #marks = new Map<string, number>();
  readonly #at: number;
  readonly #draft: BoardDraft;

  constructor(before: Board, at: number) {
    this.#draft = new BoardDraft(before);
    this.#at = at;
  }

  get before(): Board {
    return this.#draft.base;
  }

  get after(): Board {
    return this.#draft.board;
  }

  /** The high-water marks that this batch moves. */
  get marks(): MutationRef[] {
    return Array.from(this.#marks, ([clientId, id]) => ({ clientId, id }));
  }

  /** Whether there is nothing to make durable. */
  get isEmpty(): boolean {
    return this.after === this.before && this.#marks.size === 0;
  }

  /**
   * @param mark the client's committed high-water mark
   * @param taps in the order of their ids, without gaps among them
   */
  push(clientId: string, mark: number, taps: readonly Tap[]): PushDecision {
    let last = this.#marks.get(clientId) ?? mark;
    const first = taps[0];
    if (first !== undefined && first.id > last + 1) {
      return { kind: 'out-of-order', expected: last + 1 };
    }
    const decisions = taps.map((tap): Decision => {
      if (tap.id <= last) return { kind: 'earlier', id: tap.id, tap };
      last = tap.id;
      return this.#score(clientId, tap);
    });
    if (last > mark) this.#marks.set(clientId, last);
    return { kind: 'decided', decisions };
  }

  change(operation: Operation): ChangeDecision {
    const applied = this.#draft.apply(operation);
    if (!applied.ok) return { kind: 'refused', reason: applied.error };
    const { version, generation } = this.#draft;
    return { kind: 'applied', player: applied.value, version, generation };
  }

  #score(clientId: string, { id, generation, player, delta }: Tap): Decision {
    const by = { clientId, id };
    const refuse = (reason: RefusalKind): Decision => {
      this.refusals.push({ by, kind: reason });
      return { kind: 'refused', id, reason };
    };
    if (generation !== null && generation !== this.#draft.generation)
      return refuse('stale_generation');
    const changed = this.change({ type: 'score', player, delta });
    if (changed.kind === 'refused') return refuse(changed.reason);
    const { version, generation: counted } = changed;
    const score = changed.player?.score ?? 0;
    const event = { version, generation: counted, player, delta, score, by, at: this.#at };
    this.events.push(event);
    return { kind: 'committed', id, event };
  }
}
