import type { Clock } from '#lib/shared/clock.ts';

export interface PresenceOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly tell: (code: string, here: number) => void;
}

interface Attendance {
  /** Connections by client: a client that reconnects before its old connection is noticed dead counts once. */
  readonly connections: Map<string, number>;
  cancel: (() => void) | null;
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
    const room = this.#rooms.get(code) ?? { connections: new Map<string, number>(), cancel: null };
    this.#rooms.set(code, room);
    room.connections.set(clientId, (room.connections.get(clientId) ?? 0) + 1);
    this.#tellSoon(code, room);
    return room.connections.size;
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
    const { clock, intervalMs, tell } = this.#options;
    room.cancel ??= clock.after(intervalMs, () => {
      room.cancel = null;
      tell(code, room.connections.size);
    });
  }
}
