import { setImmediate } from 'node:timers';
import type { Clock } from '#lib/shared/clock.ts';

/** A room's commits are so many times as far apart as the last one took, as in `../sqlite/group-commit.ts` … */
const INTERVAL_PER_WRITE = 3;
/** … but at least so far … */
const MIN_INTERVAL_MS = 4;
/** … and at most: whoever taps waits for it. */
const MAX_INTERVAL_MS = 12;
/** A room that another node has written to is taken hold of, for this long after it was last noticed. */
const CONTENDED_MS = 5_000;
/** Rooms that are remembered before those at rest are forgotten. */
const MAX_ROOMS = 2_000;

interface RoomPace {
  /** By the monotonic clock, as is the next. */
  nextTurnAt: number;
  contendedUntil: number;
}

/**
 * When each room is to commit next: at rest at once, and under load some milliseconds after its last commit began, so that one
 * commit carries what came meanwhile. Rooms are independent of one another.
 */
export class RoomTurns {
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>;
  readonly #rooms = new Map<number, RoomPace>();

  constructor(clock: Pick<Clock, 'monotonic' | 'after'>) {
    this.#clock = clock;
  }

  async isDue(roomId: number): Promise<void> {
    const waitMs = (this.#rooms.get(roomId)?.nextTurnAt ?? 0) - this.#clock.monotonic();
    if (waitMs > 0) await new Promise<void>((resolve) => this.#clock.after(waitMs, resolve));
    // Messages that the kernel holds ready still make this commit.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  isContended(roomId: number): boolean {
    return (this.#rooms.get(roomId)?.contendedUntil ?? 0) > this.#clock.monotonic();
  }

  /** @param startedAt by the monotonic clock */
  wrote(roomId: number, startedAt: number): void {
    const intervalMs = INTERVAL_PER_WRITE * (this.#clock.monotonic() - startedAt);
    const clamped = Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, intervalMs));
    this.#paceOf(roomId).nextTurnAt = startedAt + clamped;
  }

  contended(roomId: number): void {
    this.#paceOf(roomId).contendedUntil = this.#clock.monotonic() + CONTENDED_MS;
  }

  #paceOf(roomId: number): RoomPace {
    let pace = this.#rooms.get(roomId);
    if (pace === undefined) {
      if (this.#rooms.size >= MAX_ROOMS) this.#forgetIdle();
      pace = { nextTurnAt: 0, contendedUntil: 0 };
      this.#rooms.set(roomId, pace);
    }
    return pace;
  }

  #forgetIdle(): void {
    const now = this.#clock.monotonic();
    for (const [roomId, { nextTurnAt, contendedUntil }] of this.#rooms) {
      if (nextTurnAt <= now && contendedUntil <= now) this.#rooms.delete(roomId);
    }
  }
}
