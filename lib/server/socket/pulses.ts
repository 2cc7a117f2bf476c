import type { Clock } from '#lib/shared/clock.ts';

/** Rooms take turns: so many in each interval. One moment for all of them would be a stall for whoever taps. */
const TURNS = 30;

interface PulsingRoom {
  /** Counts up from one room to the next, which spreads them evenly over the turns. */
  readonly roomId: number;
}

export interface PulsesOptions<Room extends PulsingRoom> {
  readonly clock: Clock;
  /** How often each room has its turn, in milliseconds. */
  readonly intervalMs: number;
  readonly rooms: () => Iterable<Room>;
  /** Tells everyone in the room where it stands. */
  readonly tell: (room: Room) => void;
}

/** Gives each room its pulse, once per interval and each in its own turn, which a late timer does not move. */
export class Pulses<Room extends PulsingRoom> {
  readonly #options: PulsesOptions<Room>;
  readonly #turnMs: number;
  /** The last turn that was given, counted from the beginning of the monotonic clock. */
  #given: number;
  #cancel: () => void = () => {};

  constructor(options: PulsesOptions<Room>) {
    this.#options = options;
    this.#turnMs = options.intervalMs / TURNS;
    this.#given = this.#due();
    this.#wait();
  }

  close(): void {
    this.#cancel();
  }

  #due(): number {
    return Math.floor(this.#options.clock.monotonic() / this.#turnMs);
  }

  #wait(): void {
    const { clock } = this.#options;
    const nextMs = (this.#given + 1) * this.#turnMs - clock.monotonic();
    this.#cancel = clock.after(Math.max(1, Math.ceil(nextMs)), () => {
      this.#giveTurns();
      this.#wait();
    });
  }

  #giveTurns(): void {
    const { rooms, tell } = this.#options;
    const due = this.#due();
    const first = this.#given + 1;
    this.#given = due;
    for (const room of rooms()) {
      // The room's first turn from `first` on; it may not be due yet.
      const turn = first + ((((room.roomId - first) % TURNS) + TURNS) % TURNS);
      if (turn <= due) tell(room);
    }
  }
}
