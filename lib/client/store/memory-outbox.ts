import type { PendingTap } from '#lib/board/rebase.ts';
import type { Appended, Lane, OpenLane, Outbox } from './outbox.ts';
import { numbered } from './outbox.ts';

/** The outbox where the browser keeps nothing: taps count as long as the page stays open. */
export class MemoryOutbox implements Outbox {
  readonly durable = false;
  readonly found: readonly Lane[] = [];
  readonly #newClientId: () => string;
  readonly #waiting = new Map<string, Lane>();
  #clientId: string;
  #nextId = 1;

  constructor(newClientId: () => string) {
    this.#newClientId = newClientId;
    this.#clientId = newClientId();
  }

  get clientId(): string {
    return this.#clientId;
  }

  /** What waits, by client, and the client that the next taps would go to in any case. */
  get held(): readonly OpenLane[] {
    const own = { clientId: this.#clientId, taps: [], ...this.#waiting.get(this.#clientId) };
    const others = [...this.#waiting.values()].filter(({ clientId }) => clientId !== own.clientId);
    return [
      { ...own, nextId: this.#nextId },
      ...others.map((lane) => ({ ...lane, nextId: (lane.taps.at(-1)?.id ?? 0) + 1 })),
    ];
  }

  /** Whether this client's taps are in here. */
  holds(clientId: string): boolean {
    return clientId === this.#clientId || this.#waiting.has(clientId);
  }

  append(taps: readonly PendingTap[]): Promise<Appended> {
    const appended = { clientId: this.#clientId, firstId: this.#nextId };
    this.#nextId += taps.length;
    const before = this.#waiting.get(appended.clientId)?.taps ?? [];
    this.#put(appended.clientId, [...before, ...numbered(taps, appended.firstId)]);
    return Promise.resolve(appended);
  }

  remove(clientId: string, upTo: number): Promise<void> {
    const taps = this.#waiting.get(clientId)?.taps ?? [];
    this.#put(
      clientId,
      taps.filter(({ id }) => id > upTo),
    );
    return Promise.resolve();
  }

  renumber(clientId: string, firstId: number): Promise<Lane | null> {
    const taps = (this.#waiting.get(clientId)?.taps ?? []).filter(({ id }) => id >= firstId);
    this.#waiting.delete(clientId);
    this.#clientId = this.#newClientId();
    this.#nextId = taps.length + 1;
    return Promise.resolve(this.#put(this.#clientId, numbered(taps, 1)));
  }

  keep(lanes: readonly OpenLane[]): Promise<void> {
    for (const { clientId, taps } of lanes) this.#put(clientId, taps);
    return Promise.resolve();
  }

  /** Nothing of an earlier page is in here, so nothing can have gone back in time. */
  heard(): void {}

  renew(): Promise<readonly Lane[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #put(clientId: string, taps: Lane['taps']): Lane {
    const lane = { clientId, taps };
    if (taps.length === 0) this.#waiting.delete(clientId);
    else this.#waiting.set(clientId, lane);
    return lane;
  }
}
