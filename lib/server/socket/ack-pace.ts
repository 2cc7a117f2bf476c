import { TIMINGS } from '#lib/protocol/limits.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** Whoever holds acknowledgements back. */
export interface AckHolder {
  releaseAcks(): void;
}

interface Beat {
  readonly holders: Set<AckHolder>;
  readonly cancel: () => void;
}

/**
 * Who taps faster than {@link TIMINGS.ackIntervalMs} is acknowledged with each delta of the room and once between two of them, and
 * what is tapped meanwhile joins the next push: so a crowd of fast fingers costs a third fewer messages. In step with the
 * deltas, because they have to leave before the delta that shows the taps, and in the middle what is pushed next makes the
 * next delta. Everybody else is acknowledged as soon as the tap is durable.
 */
export class AckPace {
  readonly #clock: Clock;
  readonly #rooms = new Map<string, Beat>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(code: string, holder: AckHolder): void {
    const room = this.#rooms.get(code) ?? this.#begin(code, new Set());
    room.holders.add(holder);
  }

  /** Counts from here on: a delta is leaving, and with it all that was held back in its room. */
  beat(code: string): void {
    const room = this.#rooms.get(code);
    if (room === undefined) return;
    room.cancel();
    this.#begin(code, room.holders);
  }

  releaseAll(): void {
    for (const code of this.#rooms.keys()) this.#release(code);
  }

  close(): void {
    for (const { cancel } of this.#rooms.values()) cancel();
    this.#rooms.clear();
  }

  #begin(code: string, holders: Set<AckHolder>): Beat {
    const cancel = this.#clock.after(TIMINGS.ackIntervalMs, () => this.#release(code));
    const room = { holders, cancel };
    this.#rooms.set(code, room);
    return room;
  }

  #release(code: string): void {
    const room = this.#rooms.get(code);
    if (room === undefined) return;
    room.cancel();
    this.#rooms.delete(code);
    for (const holder of room.holders) holder.releaseAcks();
  }
}
