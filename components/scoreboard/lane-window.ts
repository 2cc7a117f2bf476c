import type { Arrangement } from './arrangement.ts';
import { isInSight, type Sight } from './sight.ts';
import { isWindowed } from './whole-board.ts';

/** What has left sight stays until it has come to rest there, and until a scroll has ended. */
const LINGER_MS = 300;

/**
 * Which lanes of a long board are in the document: those in sight, the person's own, and the one that has the focus with its
 * neighbours, so that the Tab key leads on from there. Before anything is known of the screen, on the server and on
 * paper it is all of them.
 */
export class LaneWindow {
  readonly #arrangement: Arrangement;
  #sight: Sight | null = null;
  #own: number | null = null;
  #focused: number | null = null;
  #lanes: readonly number[];
  #trimTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(arrangement: Arrangement) {
    this.#arrangement = arrangement;
    this.#lanes = arrangement.settled();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const unsubscribe = this.#arrangement.subscribe(() => this.#follow());
    this.#listeners.add(listener);
    return () => {
      unsubscribe();
      this.#listeners.delete(listener);
    };
  };

  /** Ids in the order of the document. */
  readonly lanes = (): readonly number[] => this.#lanes;

  /** Null: show all. */
  look(sight: Sight | null): void {
    const isFirst = this.#sight === null || sight === null;
    this.#sight = sight;
    if (isFirst) this.#set(this.#wanted());
    else this.#follow();
  }

  /** Whose screen it is. */
  own(id: number | null): void {
    this.#own = id;
    this.#follow();
  }

  focus(id: number | null): void {
    this.#focused = id;
    this.#follow();
  }

  close(): void {
    clearTimeout(this.#trimTimer);
    this.#trimTimer = undefined;
  }

  #wanted(): readonly number[] {
    const { settled, indexOf } = this.#arrangement;
    const all = settled();
    const sight = this.#sight;
    if (sight === null || !isWindowed(all.length)) return all;
    const focusedAt = this.#focused === null ? -Infinity : indexOf(this.#focused);
    return all.filter((id) => {
      const index = indexOf(id);
      return id === this.#own || Math.abs(index - focusedAt) <= 1 || isInSight(sight, index);
    });
  }

  /** What comes into sight is there at once; what leaves it goes later. */
  #follow(): void {
    const wanted = this.#wanted();
    const all = this.#arrangement.settled();
    if (wanted === all) {
      this.#set(all);
      return;
    }
    const staying = new Set([...wanted, ...this.#lanes]);
    const next = all.filter((id) => staying.has(id));
    if (next.length > wanted.length) {
      this.#trimTimer ??= setTimeout(() => {
        this.#trimTimer = undefined;
        this.#set(this.#wanted());
      }, LINGER_MS);
    }
    this.#set(next);
  }

  #set(lanes: readonly number[]): void {
    const isSame =
      lanes.length === this.#lanes.length && lanes.every((id, at) => id === this.#lanes[at]);
    if (isSame) return;
    this.#lanes = lanes;
    for (const listener of this.#listeners) listener();
  }
}
