import { clientOfKey } from '#lib/server/room/client-of-key.ts';
import type { PendingTap } from '#lib/board/rebase.ts';
import type { Action } from '#lib/protocol/actions.ts';
import type { Act, Push, PushAck } from '#lib/protocol/messages.ts';
import {
  keyOf,
  type ActRecord,
  type Check,
  type History,
  type SeenBoard,
  type TapRecord,
  type Violation,
} from '#lib/testing/checker/history.ts';

/** What is written down while a run goes on. */
export class Recorder implements History {
  readonly taps: TapRecord[] = [];
  readonly acts: ActRecord[] = [];
  readonly boards: SeenBoard[] = [];
  readonly violations: Violation[] = [];
  readonly #byKey = new Map<string, TapRecord>();
  readonly #byAction = new Map<Action, ActRecord>();

  get keys(): number {
    return this.#byKey.size;
  }

  violation(check: Check, what: string): void {
    // One bug can show a thousand times.
    if (this.violations.length < 1_000) this.violations.push({ check, what });
  }

  tap(tap: Omit<TapRecord, 'isSaved' | 'keys' | 'verdict' | 'settledAt'>): TapRecord {
    const record: TapRecord = { ...tap, isSaved: false, keys: [], verdict: null, settledAt: null };
    this.taps.push(record);
    return record;
  }

  find(clientId: string, id: number): TapRecord | undefined {
    return this.#byKey.get(keyOf(clientId, id));
  }

  /** The tap has been given an id. */
  name(tap: TapRecord, clientId: string, id: number): void {
    const key = keyOf(clientId, id);
    const other = this.#byKey.get(key);
    if (other === tap) return;
    if (other !== undefined) {
      this.violation(
        'id-reused',
        `${key} was given to a tap of ${other.page} and to one of ${tap.page}`,
      );
    }
    this.#byKey.set(key, tap);
    tap.keys.push(key);
  }

  /** The server's answer to a push, as its sender heard it. */
  verdicts({ clientId, mutations }: Push, answer: PushAck): void {
    if (!answer.ok) return;
    const refused = new Map(answer.refused);
    for (const { id } of mutations) {
      const tap = this.find(clientId, id);
      if (tap === undefined || id > answer.upTo) continue;
      const verdict = refused.has(id) ? 'refused' : 'counts';
      tap.settledAt ??= answer.version;
      tap.verdict ??= verdict;
      if (tap.verdict !== verdict)
        this.violation('refused-counted', `${keyOf(clientId, id)} was given two verdicts`);
    }
  }

  act(action: Action, room: string, page: string): ActRecord {
    const record: ActRecord = {
      room,
      page,
      type: action.type,
      client: null,
      outcome: { kind: 'unknown' },
    };
    this.acts.push(record);
    this.#byAction.set(action, record);
    return record;
  }

  /** The action has been given a key. */
  nameAct({ key, action }: Act, who: Parameters<typeof clientOfKey>[1]): void {
    const record = this.#byAction.get(action);
    if (record !== undefined && key !== undefined) record.client = clientOfKey(key, who);
  }
}

export function isSameTap(a: PendingTap, b: PendingTap): boolean {
  return a.player === b.player && a.delta === b.delta && a.generation === b.generation;
}
