import type { Room } from '../room/room.ts';
import type { Visit } from '../access/access.ts';

/** One connection's place in a room. */
export interface Seat {
  readonly room: Room;
  readonly clientId: string;
  readonly visit: Visit;
}

/** A connection that sits in a room. */
export interface Seated {
  readonly seat: Seat | null;
}

/** Everyone who is connected to a room of this server, by room. What it says is true at this moment and at no other. */
export class Crowd<S extends Seated = Seated> {
  readonly #rooms = new Map<string, Set<S>>();

  enter(code: string, seated: S): void {
    const room = this.#rooms.get(code);
    if (room === undefined) this.#rooms.set(code, new Set([seated]));
    else room.add(seated);
  }

  leave(code: string, seated: S): void {
    const room = this.#rooms.get(code);
    room?.delete(seated);
    if (room?.size === 0) this.#rooms.delete(code);
  }

  /** How many connections a room has. */
  count(code: string): number {
    return this.#rooms.get(code)?.size ?? 0;
  }

  /** The connections in a room. */
  in(code: string): S[] {
    return [...(this.#rooms.get(code) ?? [])];
  }

  /** All connections in rooms. */
  all(): S[] {
    return Array.from(this.#rooms.values(), (room) => [...room]).flat();
  }

  /** Clients in a room: two connections of one client are one of the people here. */
  peopleIn(code: string): number {
    return new Set(this.in(code).map(({ seat }) => seat?.clientId)).size;
  }

  /** The devices that are in a room, each with its visits. */
  devicesIn(code: string): ReadonlyMap<string, Visit> {
    const devices = new Map<string, Visit>();
    for (const { seat } of this.in(code)) {
      const device = seat?.visit.actor.device ?? null;
      if (seat !== null && device !== null) devices.set(device, seat.visit);
    }
    return devices;
  }
}
