import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Directory } from '../directory/directory.ts';
import type { RoomService } from '../room/room-service.ts';
import type { Room } from '../room/room.ts';
import type { Rights } from './rights.ts';

export interface DeviceMovesOptions {
  readonly directory: Pick<Directory, 'copyGrants' | 'moveDevice'>;
  readonly rooms: Pick<RoomService, 'withRoom'>;
  readonly rights: Rights;
  readonly onBug: (error: unknown) => void;
}

/** New secrets that nobody has used yet; the oldest are forgotten first. */
const MAX_EXPECTED = 10_000;

/**
 * Devices on their way to another secret. The answer that holds the new one may be lost, with the line or with a form that
 * is sent twice; so the old one keeps what it held until the new one is used for the first time, and only then ends.
 */
export class DeviceMoves {
  readonly #options: DeviceMovesOptions;
  /** By the device that is to come: the one whose place it takes. */
  readonly #expected = new Map<string, string>();
  readonly #arrivals = new Map<string, Promise<void>>();
  readonly #following = new Set<Promise<void>>();

  constructor(options: DeviceMovesOptions) {
    this.#options = options;
  }

  /** Gives the one what the other may do. What can be with one only, such as a player, goes with the move itself. */
  async prepare(from: string, to: string): Promise<void> {
    await this.#options.directory.copyGrants(from, to);
  }

  /** From now on the first use of the one device ends the other. */
  expect(from: string, to: string): void {
    this.#expected.set(to, from);
    const [oldest] = this.#expected.keys();
    if (this.#expected.size > MAX_EXPECTED && oldest !== undefined) this.#expected.delete(oldest);
  }

  /** Ends the move to a device that shows itself in the room; does nothing for any other. Whoever comes meanwhile waits. */
  async arrive(device: string, code: string): Promise<void> {
    const from = this.#expected.get(device);
    if (from !== undefined) {
      this.#expected.delete(device);
      const arrival = this.#move(from, device, code).finally(() => this.#arrivals.delete(device));
      this.#arrivals.set(device, arrival);
    }
    await this.#arrivals.get(device);
  }

  /** Waits until the claims of devices that moved have followed them everywhere. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#arrivals.values());
    await Promise.all(this.#following);
  }

  async #move(from: string, to: string, code: string): Promise<void> {
    const { directory, rights } = this.#options;
    let codes: readonly string[];
    try {
      codes = await directory.moveDevice(from, to);
    } catch (error) {
      this.expect(from, to);
      throw error;
    }
    const move = (room: Room) => room.moveDevice(from, to);
    // A program may play here that has never joined, and is not noted as a visitor.
    await this.#inRooms([code], move);
    const others = codes.filter((other) => other !== code);
    const following = this.#inRooms(others, move).finally(() => this.#following.delete(following));
    this.#following.add(following);
    rights.tell({ kind: 'device-moved', device: from });
  }

  /** One room after the other: nobody waits for most of them, and a device may have been in many. */
  async #inRooms(codes: readonly string[], move: (room: Room) => Promise<unknown>): Promise<void> {
    const { rooms, onBug } = this.#options;
    for (const code of codes) {
      await rooms
        .withRoom(code, async (room) => void (await move(room)))
        .catch((error: unknown) => {
          if (!(error instanceof ScoreroomError && error.kind === 'room_not_found')) onBug(error);
        });
    }
  }
}
