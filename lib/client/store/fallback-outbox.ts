import type { PendingTap } from '#lib/board/rebase.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import type { Appended, Lane, OpenLane, OpenOutbox, Outbox } from './outbox.ts';

/** Some browsers never answer a request to open a database. */
const OPEN_TIMEOUT_MS = 3_000;

export interface FallbackOutboxOptions {
  readonly open: OpenOutbox;
  readonly clock: Clock;
  readonly newToken: () => string;
}

/** Opens the durable outbox, or one in memory where the browser keeps nothing: taps must count in any browser. */
export async function openWithFallback(options: FallbackOutboxOptions): Promise<Outbox> {
  const memory = () => new MemoryOutbox(options.newToken);
  try {
    return new FallbackOutbox(await openInTime(options), memory);
  } catch {
    return memory();
  }
}

function openInTime({ open, clock }: FallbackOutboxOptions): Promise<Outbox> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const cancel = clock.after(OPEN_TIMEOUT_MS, () => {
      isLate = true;
      reject(new Error('The database does not open.'));
    });
    open().then((outbox) => {
      cancel();
      if (isLate) void outbox.close();
      else resolve(outbox);
    }, reject);
  });
}

/**
 * Goes on in memory once a write has failed (a full disk, a database deleted under the page), and goes back, with what
 * waits, when one succeeds again.
 */
class FallbackOutbox implements Outbox {
  readonly #durable: Outbox;
  readonly #newMemory: () => MemoryOutbox;
  #memory: MemoryOutbox | null = null;
  /** While what the memory holds is on its way to the disk nothing is added to it. */
  #goingBack: Promise<void> = Promise.resolve();

  constructor(durable: Outbox, newMemory: () => MemoryOutbox) {
    this.#durable = durable;
    this.#newMemory = newMemory;
  }

  get durable(): boolean {
    return this.#memory === null;
  }

  get clientId(): string {
    return (this.#memory ?? this.#durable).clientId;
  }

  get found(): readonly Lane[] {
    return this.#durable.found;
  }

  async append(taps: readonly PendingTap[]): Promise<Appended> {
    await this.#goingBack;
    if (this.#memory === null) {
      try {
        return await this.#durable.append(taps);
      } catch {
        // Nothing of a failed transaction is kept, so these taps are in one outbox only. The memory has a clientId of its
        // own: nobody knows what becomes of the other one.
        this.#memory = this.#newMemory();
      }
    }
    return this.#memory.append(taps);
  }

  remove(clientId: string, upTo: number): Promise<void> {
    return this.#of(clientId).remove(clientId, upTo);
  }

  async renumber(clientId: string, firstId: number): Promise<Lane | null> {
    await this.#goingBack;
    return this.#of(clientId).renumber(clientId, firstId);
  }

  keep(lanes: readonly OpenLane[]): Promise<void> {
    return this.#durable.keep(lanes);
  }

  heard(clientId: string, lastId: number): void {
    this.#durable.heard(clientId, lastId);
  }

  async renew(): Promise<readonly Lane[]> {
    this.#goingBack = this.#goBack();
    await this.#goingBack;
    return this.#durable.renew();
  }

  close(): Promise<void> {
    return this.#durable.close();
  }

  async #goBack(): Promise<void> {
    const memory = this.#memory;
    if (memory === null) return;
    try {
      // What gets its verdict meanwhile is kept as well: then it is only asked for once more.
      await this.#durable.keep(memory.held);
      this.#memory = null;
    } catch {
      // Not yet.
    }
  }

  #of(clientId: string): Outbox {
    return this.#memory?.holds(clientId) === true ? this.#memory : this.#durable;
  }
}
