import type { Clock } from '#lib/shared/clock.ts';
import type { Directory } from '../directory/directory.ts';
import type { Rights } from './rights.ts';

export interface RoomRemovalOptions {
  readonly directory: Pick<Directory, 'setDeleted' | 'erase'>;
  readonly rights: Rights;
  /** Lets go of the room once its work is settled. */
  readonly drop: (code: string) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Erases a room with all that it held, at once and for good. Nobody comes in any more, and whoever is in it leaves. */
export type RemoveRoom = (room: {
  readonly roomId: number;
  readonly code: string;
}) => Promise<void>;

export function createRoomRemoval(options: RoomRemovalOptions): RemoveRoom {
  const { directory, rights, drop, clock } = options;
  return async ({ roomId, code }) => {
    await directory.setDeleted(roomId, clock.now());
    rights.tell({ kind: 'room-closed', code });
    await drop(code);
    await directory.erase(roomId);
  };
}
