import type { Action } from '#lib/protocol/actions.ts';
import type { BulkAction } from '#lib/protocol/admin.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Visit } from '../access/access.ts';
import type { Rights } from '../access/rights.ts';
import type { RoomActs } from '../access/room-acts.ts';
import type { Directory, RoomSummary } from '../directory/directory.ts';
import type { RoomService } from '../room/room-service.ts';

export interface AdminRoomsOptions {
  readonly rooms: Pick<RoomService, 'withRoom'>;
  readonly acts: Pick<RoomActs, 'act'>;
  readonly directory: Pick<Directory, 'setClosed' | 'setDeleted' | 'record'>;
  readonly rights: Rights;
  /** Lets go of a room once its work is settled. */
  readonly drop: (code: string) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
  readonly onBug: (error: unknown) => void;
}

/** The admin is a host everywhere. */
const VISIT: Visit = {
  actor: { role: 'host', device: null, deviceName: null, label: 'Admin' },
  isAdmin: true,
  linkIds: [],
  expiresAt: null,
};

/** What an admin does to a room from outside. */
export class AdminRooms {
  readonly #options: AdminRoomsOptions;

  constructor(options: AdminRoomsOptions) {
    this.#options = options;
  }

  /** @returns whether there was anything to change */
  async act(action: BulkAction, room: RoomSummary): Promise<boolean> {
    switch (action) {
      case 'reset':
        return this.#inRoom(room.code, () => ({ type: 'reset' }));
      case 'restore-scores':
        return this.#inRoom(room.code, (generation) =>
          generation > 1 ? { type: 'restore-generation', generation: generation - 1 } : null,
        );
      case 'lock-scoring':
      case 'unlock-scoring': {
        const scoringLocked = action === 'lock-scoring';
        if (room.scoringLocked === scoringLocked) return false;
        return this.#inRoom(room.code, () => ({
          type: 'change-settings',
          settings: { scoringLocked },
        }));
      }
      case 'close':
        return this.#shut(room, action, room.closedAt !== null);
      case 'delete':
        return this.#shut(room, action, room.deletedAt !== null);
      case 'open':
        if (room.closedAt === null) return false;
        await this.#options.directory.setClosed(room.roomId, null);
        await this.#record(action, room);
        return true;
      case 'restore':
        if (room.deletedAt === null) return false;
        await this.#options.directory.setDeleted(room.roomId, null);
        await this.#record(action, room);
        return true;
      default:
        return unreachable(action);
    }
  }

  async rename(code: string, name: string): Promise<void> {
    await this.#inRoom(code, () => ({ type: 'rename-room', name }));
  }

  /** Nobody comes in any more, whoever is there leaves, and what they had asked for is settled. */
  async #shut(room: RoomSummary, action: 'close' | 'delete', isShut: boolean): Promise<boolean> {
    if (isShut) return false;
    const { directory, rights, drop, clock } = this.#options;
    const now = clock.now();
    if (action === 'close') await directory.setClosed(room.roomId, now);
    else await directory.setDeleted(room.roomId, now);
    rights.tell({ kind: 'room-closed', code: room.code });
    await drop(room.code);
    await this.#record(action, room);
    return true;
  }

  async #inRoom(code: string, choose: (generation: number) => Action | null): Promise<boolean> {
    const { rooms, acts } = this.#options;
    return rooms.withRoom(code, async (room) => {
      const action = choose(room.board.generation);
      if (action === null) return false;
      await acts.act({ room, visit: VISIT, action }, {});
      return true;
    });
  }

  async #record(action: 'close' | 'open' | 'delete' | 'restore', room: RoomSummary): Promise<void> {
    const { directory, clock, onBug } = this.#options;
    const { roomId, code, name } = room;
    await directory
      .record({
        at: clock.now(),
        roomId,
        code,
        by: 'admin',
        who: 'Admin',
        action: `${action}-room`,
        detail: { name },
      })
      .catch(onBug);
  }
}
