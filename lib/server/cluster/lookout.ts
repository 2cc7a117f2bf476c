import type { Clock } from '#lib/shared/clock.ts';
import type { SharedClock } from './shared-clock.ts';
import type { Room } from '../room/room.ts';
import type { SharedLook, SharedStorage, ToldChange } from '../storage/shared-storage.ts';

/** How often the storage is looked at: what is told in no other way shows this late at most. */
const LOOK_MS = 1_000;
/** What could not be told is told again so often, at the same intervals. */
const MAX_TRIES = 30;

export interface LookoutOptions {
  readonly storage: SharedStorage;
  readonly rooms: () => Iterable<Room>;
  /** Lets go of a room that is gone from the storage. */
  readonly drop: (code: string) => Promise<void>;
  /** Hears what other nodes have told, once. */
  readonly heard: (change: unknown) => void;
  readonly sharedClock: SharedClock;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

/**
 * Looks each second where the rooms of this node stand in the storage, and what other nodes have told there: so a node that
 * hears nothing else of the others is behind them for a second, and no longer.
 */
export class Lookout {
  readonly #options: LookoutOptions;
  /** What was told or heard in the last looks. */
  #known = new Set<number>();
  #cancel: () => void = () => undefined;
  #isClosed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: LookoutOptions) {
    this.#options = options;
  }

  /** Resolves after the first look: from then on the clock is right. Rejects where that fails. */
  async start(): Promise<void> {
    const { changes } = await this.#look([]);
    // What was told before this node was there is in the storage, where it looks.
    this.#known = new Set(changes.map(({ id }) => id));
    this.#next();
  }

  /** Tells the other nodes. Goes on until it is in the storage. */
  tell(change: unknown, tries = 1): void {
    const { storage, clock, onBug } = this.#options;
    storage.tell(change).then(
      (id) => void this.#known.add(id),
      (error: unknown) => {
        if (tries >= MAX_TRIES || this.#isClosed) onBug(error);
        else clock.after(LOOK_MS, () => this.tell(change, tries + 1));
      },
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#looking;
  }

  #next(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.after(LOOK_MS, () => {
      this.#looking = this.#lookAround().finally(() => this.#next());
    });
  }

  async #lookAround(): Promise<void> {
    const { rooms, onBug } = this.#options;
    const asked = [...rooms()];
    try {
      const { rooms: found, changes } = await this.#look(asked);
      this.#hear(changes);
      const positions = new Map(found.map((position) => [position.roomId, position]));
      for (const room of asked) {
        const position = positions.get(room.roomId);
        if (position !== undefined) room.hearOf(position);
        else this.#options.drop(room.code).catch(onBug);
      }
    } catch {
      // The storage says itself what is wrong with it; the next look is soon.
    }
  }

  async #look(rooms: readonly Room[]): Promise<SharedLook> {
    const { storage, sharedClock, clock } = this.#options;
    const startedAt = clock.monotonic();
    const look = await storage.look(rooms.map(({ roomId }) => roomId));
    sharedClock.set(look.now, clock.monotonic() - startedAt);
    return look;
  }

  #hear(changes: readonly ToldChange[]): void {
    const before = this.#known;
    this.#known = new Set(changes.map(({ id }) => id));
    for (const { id, change } of changes) if (!before.has(id)) this.#options.heard(change);
  }
}
