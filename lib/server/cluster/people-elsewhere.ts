import type { Clock } from '#lib/shared/clock.ts';

/** How often nodes say again how many people they have. */
const REPEAT_MS = 5_000;
/** A node that has been silent for so long has none: it may be dead. */
const SILENT_MS = 12_000;

interface Said {
  readonly here: number;
  /** By the monotonic clock. */
  readonly at: number;
}

/** How many people other nodes have in the rooms of this one. */
export class PeopleElsewhere {
  static readonly REPEAT_MS = REPEAT_MS;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #rooms = new Map<string, Map<string, Said>>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  in(code: string): number {
    let people = 0;
    for (const { here } of this.#rooms.get(code)?.values() ?? []) people += here;
    return people;
  }

  /** Returns whether that is another number than before. */
  note(code: string, node: string, here: number): boolean {
    const before = this.in(code);
    const room = this.#rooms.get(code) ?? new Map<string, Said>();
    if (here === 0) room.delete(node);
    else room.set(node, { here, at: this.#clock.monotonic() });
    if (room.size === 0) this.#rooms.delete(code);
    else this.#rooms.set(code, room);
    return this.in(code) !== before;
  }

  forget(code: string): void {
    this.#rooms.delete(code);
  }

  /** Forgets what silent nodes have said; returns the rooms in which that made a difference. */
  forgetSilent(): string[] {
    const now = this.#clock.monotonic();
    const changed: string[] = [];
    for (const [code, room] of this.#rooms) {
      for (const [node, { at }] of room) {
        if (now - at > SILENT_MS && this.note(code, node, 0)) changed.push(code);
      }
    }
    return changed;
  }
}
