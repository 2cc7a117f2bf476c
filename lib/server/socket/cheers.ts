import type { Clock } from '#lib/shared/clock.ts';

/** More of one cheer than this in one go would only look the same. */
const MAX_COUNT = 50;

export interface CheersOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly tell: (code: string, counts: [emoji: string, count: number][]) => void;
}

interface Round {
  readonly counts: Map<string, number>;
  readonly cancel: () => void;
}

/**
 * Adds up the cheers of each room: the first is told at once, those of the next interval together at its end, so that what
 * they cost does not grow with how many people cheer.
 */
export class Cheers {
  readonly #options: CheersOptions;
  /** Rooms that were told of cheers within the last interval. */
  readonly #rounds = new Map<string, Round>();

  constructor(options: CheersOptions) {
    this.#options = options;
  }

  add(code: string, emoji: string): void {
    const round = this.#rounds.get(code);
    if (round === undefined) this.#tell(code, new Map([[emoji, 1]]));
    else round.counts.set(emoji, Math.min(MAX_COUNT, (round.counts.get(emoji) ?? 0) + 1));
  }

  close(): void {
    for (const { cancel } of this.#rounds.values()) cancel();
    this.#rounds.clear();
  }

  #tell(code: string, counts: ReadonlyMap<string, number>): void {
    const { clock, intervalMs, tell } = this.#options;
    const next = new Map<string, number>();
    const cancel = clock.after(intervalMs, () => {
      this.#rounds.delete(code);
      if (next.size > 0) this.#tell(code, next);
    });
    this.#rounds.set(code, { counts: next, cancel });
    tell(code, [...counts]);
  }
}
