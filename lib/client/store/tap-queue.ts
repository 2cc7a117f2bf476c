import type { PendingTap } from '#lib/board/rebase.ts';
import type { RefusalKind } from '#lib/protocol/wire-error.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Push, PushAck } from '#lib/protocol/messages.ts';
import { numbered, type Appended, type Lane, type SavedTap } from './outbox.ts';

export type Verdicts = Extract<PushAck, { ok: true }>;

export interface Settled {
  /** Every tap of the lane up to this id has its verdict. */
  readonly upTo: number;
  readonly count: number;
  readonly refusals: ReadonlyMap<RefusalKind, number>;
  /** Those that count, in order. */
  readonly counted: readonly PendingTap[];
}

interface QueuedLane {
  clientId: string;
  taps: readonly SavedTap[];
  /** The board may hold these already, so they are not shown on top of it. */
  hiddenUpTo: number;
  sentUpTo: number;
  /**
   * Sent on an earlier connection, or while the storage failed: so that the server may count them before it says so on this one.
   */
  unsureUpTo: number;
}

const NOT_SENT = { hiddenUpTo: 0, sentUpTo: 0, unsureUpTo: 0 };
/** Another page sends them at any moment: each shows once the server has told of it. */
const ALL_HIDDEN = { ...NOT_SENT, hiddenUpTo: Infinity };

/**
 * The taps of this page on their way: made, saved, sent, and settled but not yet in the view.
 *
 * Maintained invariant: at any moment, view + overlay holds each tap at most once, whatever has been heard of it.
 */
export class TapQueue {
  /** In the order in which they were made; the first `#savingCount` are being written. */
  #unsaved: PendingTap[] = [];
  #savingCount = 0;
  #lanes: QueuedLane[] = [];
  /** Committed at `version`, and shown until the view is that far. */
  #settling: { readonly tap: PendingTap; readonly version: number }[] = [];
  /** Clients that another page has taken over. */
  readonly #lost = new Set<string>();

  /** Taps without a verdict. */
  get waiting(): number {
    return this.#lanes.reduce((sum, { taps }) => sum + taps.length, this.#unsaved.length);
  }

  /** Whether taps are shown on top of the board that the next board may hold already. */
  get isUnsure(): boolean {
    return this.#lanes.some(({ taps, hiddenUpTo, unsureUpTo }) =>
      taps.some(({ id }) => id > hiddenUpTo && id <= unsureUpTo),
    );
  }

  /** What was sent may be counted, and nobody has said so. */
  doubt(): void {
    for (const lane of this.#lanes) lane.unsureUpTo = Math.max(lane.unsureUpTo, lane.sentUpTo);
  }

  /** Shows none of these until the server has told. */
  hideUnsure(): void {
    for (const lane of this.#lanes) lane.hiddenUpTo = Math.max(lane.hiddenUpTo, lane.unsureUpTo);
  }

  add(tap: PendingTap): void {
    this.#unsaved.push(tap);
  }

  /** All that is to be written, until {@link saved} says that it is. */
  takeUnsaved(): readonly PendingTap[] {
    this.#savingCount = this.#unsaved.length;
    return this.#unsaved.slice();
  }

  saved({ clientId, firstId }: Appended): void {
    const taps = numbered(this.#unsaved.splice(0, this.#savingCount), firstId);
    this.#savingCount = 0;
    const lane = this.#laneOf(clientId);
    if (lane !== undefined) lane.taps = [...lane.taps, ...taps];
    else this.#lanes.push({ clientId, taps, ...this.#howSeen(clientId) });
  }

  /** Another page has taken this client over, as happens where a lease seems to have run out. It may be sent by both. */
  lose(clientId: string): void {
    this.#lost.add(clientId);
    const lane = this.#laneOf(clientId);
    if (lane !== undefined) lane.hiddenUpTo = Infinity;
  }

  /** Takes on taps that another page made. They may have been sent, so they show only once the server has told. */
  adopt({ clientId, taps }: Lane): void {
    const sent = taps.at(-1)?.id ?? 0;
    this.#lost.delete(clientId);
    this.#lanes = this.#lanes.filter((lane) => lane.clientId !== clientId);
    this.#lanes.push({ clientId, taps, hiddenUpTo: sent, sentUpTo: sent, unsureUpTo: 0 });
  }

  /**
   * The server has sent a board that holds all taps of `clientId` up to `lastId`, and perhaps any of the other lanes' that
   * were sent: also by another tab, which may have taken over a lane that this one has left behind. Returns the first id that waits, where the server's history has lost the ones before it.
   */
  joined(clientId: string, lastId: number): number | null {
    let orphan: number | null = null;
    const place = this.#lanes.findIndex((lane) => lane.clientId === clientId);
    for (const [index, lane] of this.#lanes.entries()) {
      if (index !== place) {
        const sent = index < place ? (lane.taps.at(-1)?.id ?? 0) : lane.sentUpTo;
        lane.hiddenUpTo = Math.max(lane.hiddenUpTo, sent);
        continue;
      }
      if (!this.#lost.has(clientId)) lane.hiddenUpTo = lastId;
      lane.unsureUpTo = Math.max(lane.unsureUpTo, lane.sentUpTo);
      lane.sentUpTo = lastId;
      const [first] = lane.taps;
      if (first !== undefined && first.id > lastId + 1) orphan = first.id;
    }
    return orphan;
  }

  /** The next taps to send, of one lane and from its first; null when nothing waits. */
  nextPush(): Push | null {
    const lane = this.#lanes.find(({ taps }) => taps.length > 0);
    if (lane === undefined) return null;
    const taps = lane.taps.slice(0, LIMITS.mutationsPerPush);
    lane.sentUpTo = Math.max(lane.sentUpTo, taps.at(-1)?.id ?? 0);
    const waiting = Math.min(this.waiting - taps.length, LIMITS.waiting);
    return {
      clientId: lane.clientId,
      mutations: taps.map(({ id, generation, player, delta }) => {
        return { id, type: 'score', generation, player, delta };
      }),
      ...(waiting > 0 && { waiting }),
    };
  }

  settle(push: Push, { upTo, version, refused = [] }: Verdicts): Settled {
    const reasons = new Map(refused);
    const refusals = new Map<RefusalKind, number>();
    const lastSent = push.mutations.at(-1)?.id ?? 0;
    const settledUpTo = Math.min(upTo, lastSent);
    const lane = this.#laneOf(push.clientId);
    if (lane === undefined) return { upTo: settledUpTo, count: 0, refusals, counted: [] };
    const settled = lane.taps.filter(({ id }) => id <= settledUpTo);
    lane.taps = lane.taps.slice(settled.length);
    const counted: PendingTap[] = [];
    for (const tap of settled) {
      const reason = reasons.get(tap.id);
      if (reason !== undefined) {
        refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
        continue;
      }
      counted.push(tap);
      if (tap.id > lane.hiddenUpTo) this.#settling.push({ tap, version });
    }
    this.#dropEmpty(lane);
    return { upTo: settledUpTo, count: settled.length, refusals, counted };
  }

  /** Puts a renumbered lane, which nobody has seen, in the place of the old one. Null: another tab has it. */
  replace(clientId: string, fresh: Lane | null): void {
    this.#lanes = this.#lanes.flatMap((lane) => {
      if (lane.clientId !== clientId) return [lane];
      return fresh === null ? [] : [{ ...fresh, ...this.#howSeen(fresh.clientId) }];
    });
  }

  /** The view has come to this version: what was committed up to it is in there. */
  confirmed(version: number): void {
    this.#settling = this.#settling.filter((settling) => settling.version > version);
  }

  /** The view is of another history, which says itself what counted. */
  restarted(): void {
    this.#settling = [];
  }

  /** Drops what the outbox keeps for the next page. */
  forgetSaved(): void {
    this.#lanes = [];
    this.#lost.clear();
  }

  /** What the person has done and the view does not show; taps in a row on one player as one. */
  overlay(): PendingTap[] {
    // A plain loop: thousands may wait after a long time offline, and each new tap comes through here.
    const runs: { generation: number; player: number; delta: number }[] = [];
    const lay = ({ generation, player, delta }: PendingTap) => {
      const run = runs.at(-1);
      if (run?.player === player && run.generation === generation) run.delta += delta;
      else runs.push({ generation, player, delta });
    };
    for (const { tap } of this.#settling) lay(tap);
    for (const { taps, hiddenUpTo } of this.#lanes) {
      for (const tap of taps) if (tap.id > hiddenUpTo) lay(tap);
    }
    for (const tap of this.#unsaved) lay(tap);
    return runs;
  }

  #howSeen(clientId: string): typeof NOT_SENT {
    return this.#lost.has(clientId) ? ALL_HIDDEN : NOT_SENT;
  }

  #laneOf(clientId: string): QueuedLane | undefined {
    return this.#lanes.find((lane) => lane.clientId === clientId);
  }

  #dropEmpty(lane: QueuedLane): void {
    // The lane that taps go to next stays: what the last join said of its ids holds on.
    if (lane.taps.length === 0 && lane !== this.#lanes.at(-1)) {
      this.#lanes = this.#lanes.filter((other) => other !== lane);
    }
  }
}
