import type { Actor } from '#lib/board/actor.ts';
import {
  BoardDraft,
  type Applied,
  type Operation,
  type PastEvent,
  type Problem,
} from '#lib/board/apply.ts';
import type { Board } from '#lib/board/board.ts';
import { mayScore } from '#lib/board/permission.ts';
import type { RefusalKind } from '#lib/protocol/errors.ts';
import type { Settings } from '#lib/protocol/settings.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Result } from '#lib/shared/result.ts';
import type {
  Archive,
  Mark,
  MutationRef,
  Refusal,
  RoomCommit,
  ScoreEvent,
} from '../storage/room-storage.ts';
import type { Ask } from './ask.ts';
import { mayEver, planOf, type Found, type Situation, type TimedEvent } from './plan.ts';

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

export type ActDecision =
  | {
      readonly kind: 'done';
      readonly version: number;
      readonly generation: number;
      readonly players: readonly number[];
    }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** It had its verdict before, under its key. */
  | { readonly kind: 'earlier' }
  /** What it is about has changed in this batch: it must be looked up again once that is durable. */
  | { readonly kind: 'again' };

export interface PushCall {
  readonly clientId: string;
  /** The client's committed high-water mark. */
  readonly mark: number;
  /** In the order of their ids, without gaps among them. */
  readonly taps: readonly Tap[];
}

export interface BatchOptions {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Whether the storage knows already that the client is this actor. */
  readonly isKnown: (clientId: string, actor: Actor) => boolean;
}

interface NewMark {
  id: number;
  readonly actor: Actor;
}

/**
 * Decides one batch: what each request becomes, on top of the board as committed, before any of it is durable.
 * Pure apart from its own state; a batch whose commit fails is thrown away whole.
 */
export class Batch implements Situation {
  readonly events: ScoreEvent[] = [];
  readonly refusals: Refusal[] = [];
  readonly archives: Archive[] = [];
  /** What is to be shown on every screen. */
  readonly announcements: string[] = [];
  readonly #acts: { by: MutationRef; version: number }[] = [];
  readonly #undone = new Map<number, number | null>();
  readonly #marks = new Map<string, NewMark>();
  readonly #options: BatchOptions;
  readonly #draft: BoardDraft;
  #hasMovedClaims = false;
  #taps = 0;

  constructor(before: Board, options: BatchOptions) {
    this.#draft = new BoardDraft(before);
    this.#options = options;
  }

  get before(): Board {
    return this.#draft.base;
  }

  get after(): Board {
    return this.#draft.board;
  }

  get settings(): Settings {
    return this.#draft.settings;
  }

  get players(): Board['players'] {
    return this.#draft.players;
  }

  get generation(): number {
    return this.#draft.generation;
  }

  get at(): number {
    return this.#options.at;
  }

  /** Taps that count. */
  get taps(): number {
    return this.#taps;
  }

  /** Whether it changes who plays as whom. */
  get hasMovedClaims(): boolean {
    return this.#hasMovedClaims;
  }

  /** Whether there is nothing to make durable. */
  get isEmpty(): boolean {
    return this.after === this.before && this.#marks.size === 0;
  }

  /** The high-water marks that this batch moves, and whose they are. */
  *marks(): Iterable<readonly [clientId: string, id: number, actor: Actor]> {
    for (const [clientId, { id, actor }] of this.#marks) yield [clientId, id, actor];
  }

  commit(roomId: number): RoomCommit {
    return {
      roomId,
      before: this.before,
      after: this.after,
      events: this.events,
      undone: Array.from(this.#undone, ([event, by]) => ({ event, by })),
      refusals: this.refusals,
      acts: this.#acts,
      marks: Array.from(this.#marks, ([clientId, mark]) => this.#markOf(clientId, mark)),
      archives: this.archives,
      at: this.at,
    };
  }

  push(actor: Actor, { clientId, mark, taps }: PushCall): PushDecision {
    let last = this.#marks.get(clientId)?.id ?? mark;
    const first = taps[0];
    if (first !== undefined && first.id > last + 1) {
      return { kind: 'out-of-order', expected: last + 1 };
    }
    const { settings } = this;
    const rights: TapRights = {
      device: actor.device,
      anyone: mayScore(actor.role, settings, false),
      own: mayScore(actor.role, settings, true),
      isLocked: settings.scoringLocked,
      steps: settings.typed || actor.role !== 'participant' ? null : settings.steps,
    };
    const decisions = taps.map((tap): Decision => {
      if (tap.id <= last) return { kind: 'earlier', id: tap.id, tap };
      last = tap.id;
      return this.#score(clientId, tap, rights);
    });
    if (last > mark) this.#mark(clientId, last, actor);
    return { kind: 'decided', decisions };
  }

  /**
   * @param mark the high-water mark of the action's key: 1 where it had its verdict
   * @param found what the action is about, as the storage holds it
   */
  act(ask: Ask, mark: number, found: Found): ActDecision {
    if (!mayEver(ask)) return { kind: 'refused', problem: { kind: 'not_allowed' } };
    // Only now: a key tells nothing to somebody who may not do the thing.
    if (mark >= ask.by.id || this.#marks.has(ask.by.clientId)) return { kind: 'earlier' };
    const plan = planOf(ask, this, found);
    switch (plan.kind) {
      case 'announce':
        this.announcements.push(plan.text);
        return this.#done(ask, []);
      case 'refused':
      case 'again':
        return plan;
      case 'operation': {
        const result = this.operate(plan.operation);
        if (!result.ok) return { kind: 'refused', problem: result.error };
        const reason = 'reason' in ask.action ? (ask.action.reason ?? null) : null;
        this.#record(result.value, ask.by, reason);
        return this.#done(ask, result.value.players, result.value.events.length > 0);
      }
      default:
        return unreachable(plan);
    }
  }

  /** A change that the server itself asks for. */
  operate(operation: Operation): Result<Applied, Problem> {
    const result = this.#draft.apply(operation);
    if (result.ok && result.value.hasMovedClaims) this.#hasMovedClaims = true;
    return result;
  }

  /** The event as it stands with this batch: also one that this batch makes, and with what this batch takes back. */
  eventOf(version: number, kept: PastEvent | null): PastEvent | null {
    const made = kept ?? this.events.find((event) => event.version === version) ?? null;
    return made === null ? null : { ...made, undoneBy: this.#undoneBy(version, kept) };
  }

  /** The last tap that counts and that this batch has taken from the client, or from any of the device. */
  lastTap(lane: string | null, device: string | null): TimedEvent | null {
    for (let index = this.events.length - 1; index >= 0; index -= 1) {
      const event = this.events[index];
      if (event?.kind !== 'tap' || event.by === null) continue;
      const { clientId } = event.by;
      const tappedOn = this.#marks.get(clientId)?.actor.device ?? null;
      const isOwn = clientId === lane || (device !== null && tappedOn === device);
      if (isOwn && (this.#undone.get(event.version) ?? null) === null) {
        return { ...event, undoneBy: null };
      }
    }
    return null;
  }

  #undoneBy(version: number, kept: PastEvent | null): number | null {
    const by = this.#undone.get(version);
    return by === undefined ? (kept?.undoneBy ?? null) : by;
  }

  #done(ask: Ask, players: readonly number[], hasEvents = false): ActDecision {
    const { by, actor, isKeyed } = ask;
    const { version, generation } = this.#draft;
    if (isKeyed) this.#acts.push({ by, version });
    // Without a key nobody asks again; but the score log wants to know who made its events.
    if (isKeyed || hasEvents) this.#mark(by.clientId, by.id, actor);
    return { kind: 'done', version, generation, players };
  }

  #record(result: Applied, by: MutationRef, reason: string | null): void {
    const { at } = this;
    for (const event of result.events) this.events.push({ ...event, reason, by, at });
    if (result.undone !== null) this.#undone.set(result.undone.event, result.undone.by);
    if (result.ended !== null) this.archives.push({ ...result.ended, endedAt: at });
  }

  #score(clientId: string, tap: Tap, rights: TapRights): Decision {
    const { id, player, delta } = tap;
    const by = { clientId, id };
    const problem = this.#tapProblem(tap, rights);
    const tapped = problem ?? this.#draft.tap(player, delta);
    if (typeof tapped === 'string' || !tapped.ok) {
      const reason = typeof tapped === 'string' ? tapped : tapped.error;
      this.refusals.push({ by, kind: reason });
      return { kind: 'refused', id, reason };
    }
    const { version, generation, score } = tapped.value;
    const event: ScoreEvent = {
      version,
      generation,
      kind: 'tap',
      player,
      delta,
      score,
      about: null,
      reason: null,
      by,
      at: this.#options.at,
    };
    this.events.push(event);
    this.#taps += 1;
    return { kind: 'committed', id, event };
  }

  /** Why this person may not tap so now, besides the board's own rules. */
  #tapProblem({ generation, player: id, delta }: Tap, rights: TapRights): RefusalKind | null {
    const draft = this.#draft;
    if (generation !== null && generation !== draft.generation) return 'stale_generation';
    if (!rights.anyone) {
      if (!rights.own || rights.device === null) return 'not_allowed';
      const player = draft.players.get(id);
      if (player !== undefined && player.claimedBy !== rights.device) return 'not_allowed';
    }
    if (rights.isLocked) return 'scoring_locked';
    if (rights.steps !== null && !rights.steps.includes(delta)) return 'step_not_allowed';
    return null;
  }

  #mark(clientId: string, id: number, actor: Actor): void {
    const mark = this.#marks.get(clientId);
    if (mark === undefined) this.#marks.set(clientId, { id, actor });
    else mark.id = id;
  }

  #markOf(clientId: string, { id, actor }: NewMark): Mark {
    if (this.#options.isKnown(clientId, actor)) return { clientId, id, identity: null };
    const { device, deviceName, role, label } = actor;
    return { clientId, id, identity: { device, deviceName, role, label } };
  }
}

/** What a person's taps are measured by: worked out once for each push. */
interface TapRights {
  readonly device: string | null;
  readonly anyone: boolean;
  readonly own: boolean;
  readonly isLocked: boolean;
  /** The only amounts there are; null: any. */
  readonly steps: readonly number[] | null;
}
