import type { OpenTransaction, PostgresPool } from './postgres-pool.ts';

const HOLD = 'SELECT epoch, version FROM rooms WHERE id = $1 AND erased_at IS NULL FOR UPDATE';

export interface Position {
  readonly epoch: number;
  readonly version: number;
}

/** Rooms that this node has the only right to write to, each by a transaction that holds the room's row. */
export class RoomHolds {
  readonly #pool: PostgresPool;
  readonly #max: number;
  /** Null while it is being taken hold of. */
  readonly #held = new Map<number, OpenTransaction | null>();

  /** @param max rooms that are held at once: whoever holds one still needs connections to read by */
  constructor(pool: PostgresPool, max: number) {
    this.#pool = pool;
    this.#max = max;
  }

  /** Where the room stands, held from now on; null, and never a rejection, where it cannot be held. */
  async take(roomId: number): Promise<Position | null> {
    if (this.#held.has(roomId) || this.#held.size >= this.#max) return null;
    this.#held.set(roomId, null);
    let open: OpenTransaction | null = null;
    try {
      open = await this.#pool.begin();
      const [position] = (await open.ask<Position & object>(HOLD, [roomId])).rows;
      if (position === undefined) throw new Error('there is no such room');
      this.#held.set(roomId, open);
      return position;
    } catch {
      // Whoever commits without holding the room finds out whether it may.
      await open?.rollback();
      this.#held.delete(roomId);
      return null;
    }
  }

  /** The transaction that holds the room, for whoever ends it; null where it is not held. */
  use(roomId: number): OpenTransaction | null {
    const open = this.#held.get(roomId) ?? null;
    if (open !== null) this.#held.delete(roomId);
    return open;
  }

  async letGo(roomId: number): Promise<void> {
    await this.use(roomId)?.rollback();
  }

  async letAllGo(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((roomId) => this.letGo(roomId)));
  }
}
