import type { MeetSiblings } from '../store/siblings.ts';

/** The pages of one browser in one room, which hear of each other a turn later. */
export class FakeSiblings {
  readonly #pages = new Set<(clientIds: readonly string[]) => void>();

  /** For a page that hears what it is told by way of `run`: not at all once it is dead. */
  meet(run: (tell: () => void) => void): MeetSiblings {
    return (lost) => {
      const hear = (clientIds: readonly string[]) => run(() => lost(clientIds));
      this.#pages.add(hear);
      return {
        took: (clientIds) => {
          for (const other of this.#pages) {
            if (other !== hear) queueMicrotask(() => other(clientIds));
          }
        },
        close: () => this.#pages.delete(hear),
      };
    };
  }
}
