import type { Clock } from '#lib/shared/clock.ts';
import type { OtherNodes } from './other-nodes.ts';

export interface PresenceOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly tell: (code: string, here: number) => void;
  readonly others: Pick<OtherNodes, 'peopleIn' | 'tellPeople'>;
}

interface Attendance {
  /** Connections by client: a client that reconnects before its old connection is noticed dead counts once. */
  readonly connections: Map<string, number>;
  cancel: (() => void) | null;
  /** What other nodes were told last. */
  told: number;
}

/** Counts the clients in each room, and tells the room of a changed count at most once per interval. */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #rooms = new Map<string, Attendance>();

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  /** @returns the number of clients in the room, this one included */
  enter(code: string, clientId: string): number {
    const room = this.#rooms.get(code) ?? {
      connections: new Map<string, number>(),
      cancel: null,
      told: 0,
    };
    this.#rooms.set(code, room);
    room.connections.set(clientId, (room.connections.get(clientId) ?? 0) + 1);
    this.#tellSoon(code, room);
    return room.connections.size + this.#options.others.peopleIn(code);
  }

  /** There are other people in the room's part on other nodes. */
  changedElsewhere(code: string): void {
    const room = this.#rooms.get(code);
    if (room !== undefined) this.#tellSoon(code, room);
  }

  leave(code: string, clientId: string): void {
    const room = this.#rooms.get(code);
    if (room === undefined) return;
    const left = (room.connections.get(clientId) ?? 0) - 1;
    if (left > 0) room.connections.set(clientId, left);
    else room.connections.delete(clientId);
    if (room.connections.size === 0) {
      room.cancel?.();
      this.#rooms.delete(code);
      this.#options.others.tellPeople(code, 0);
    } else {
      this.#tellSoon(code, room);
    }
  }

  /** Clients in all rooms. */
  get people(): number {
    let people = 0;
    for (const { connections } of this.#rooms.values()) people += connections.size;
    return people;
  }

  close(): void {
    for (const room of this.#rooms.values()) room.cancel?.();
    this.#rooms.clear();
  }

  #tellSoon(code: string, room: Attendance): void {
    const { clock, intervalMs, tell, others } = this.#options;
    room.cancel ??= clock.after(intervalMs, () => {
      room.cancel = null;
      const here = room.connections.size;
      if (here !== room.told) others.tellPeople(code, here);
      room.told = here;
      tell(code, here + others.peopleIn(code));
    });
  }
}
