import { Room, type RoomOptions } from './room.ts';

export interface RoomRegistryOptions extends RoomOptions {
  /** How long a room stays in memory after its last holder has let go of it. */
  readonly idleMs: number;
}

/** A hold on a room: while it lasts, the room stays in memory. */
export interface RoomLease {
  readonly room: Room;
  /** May be called any number of times. */
  release(): void;
}

interface Entry {
  readonly loading: Promise<Room | null>;
  room: Room | null;
  holders: number;
  cancelEviction: (() => void) | null;
}

/** The rooms in memory: loaded once, held while needed, let go of when idle. */
export class RoomRegistry {
  readonly #options: RoomRegistryOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: RoomRegistryOptions) {
    this.#options = options;
  }

  /** Rooms in memory. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param code in its canonical form */
  async acquire(code: string): Promise<RoomLease | null> {
    const entry = this.#entries.get(code) ?? this.#open(code);
    entry.holders += 1;
    entry.cancelEviction?.();
    entry.cancelEviction = null;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      entry.holders -= 1;
      this.#evictLater(code, entry);
    };
    try {
      const room = await entry.loading;
      if (room !== null) return { room, release };
    } catch (error) {
      this.#forget(code, entry);
      throw error;
    }
    this.#forget(code, entry);
    return null;
  }

  /** The rooms in memory, for what goes to all of them. */
  *rooms(): Iterable<Room> {
    for (const { room } of this.#entries.values()) if (room !== null) yield room;
  }

  /** Lets go of a room at once, whoever holds it: it refuses what comes, and ends what is under way. */
  async drop(code: string): Promise<void> {
    const entry = this.#entries.get(code);
    if (entry === undefined) return;
    const room = await entry.loading.catch(() => null);
    await room?.leave();
    this.#forget(code, entry);
  }

  /** Waits for the work under way in every room. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.rooms(), (room) => room.settled()));
  }

  /** Waits for the work under way in every room, then lets go of all. May be called twice. */
  async close(): Promise<void> {
    await this.settled();
    for (const [code, entry] of this.#entries) this.#forget(code, entry);
  }

  #open(code: string): Entry {
    const entry: Entry = {
      loading: this.#load(code),
      room: null,
      holders: 0,
      cancelEviction: null,
    };
    entry.loading.then(
      (room) => (entry.room = room),
      () => {},
    );
    this.#entries.set(code, entry);
    return entry;
  }

  async #load(code: string): Promise<Room | null> {
    const stored = await this.#options.storage.load(code);
    return stored === null ? null : new Room(stored, this.#options);
  }

  #evictLater(code: string, entry: Entry): void {
    if (entry.holders > 0 || this.#entries.get(code) !== entry) return;
    const { clock, idleMs } = this.#options;
    entry.cancelEviction?.();
    entry.cancelEviction = clock.after(idleMs, () => {
      entry.cancelEviction = null;
      if (entry.holders > 0) return;
      if (entry.room?.isIdle === false) this.#evictLater(code, entry);
      else this.#forget(code, entry);
    });
  }

  #forget(code: string, entry: Entry): void {
    entry.cancelEviction?.();
    entry.cancelEviction = null;
    entry.room?.close();
    if (this.#entries.get(code) === entry) this.#entries.delete(code);
  }
}
