import type { Action } from '#lib/protocol/actions.ts';
import type { RoomService } from '../room/room-service.ts';
import type { Room } from '../room/room.ts';
import type { Visit } from './access.ts';
import { detailOf, type Audit } from './audit.ts';

type Options = Parameters<RoomService['act']>[3];
export type Acted = Awaited<ReturnType<RoomService['act']>>;

export interface ActCall {
  readonly room: Room;
  readonly visit: Visit;
  readonly action: Action;
}

/** The one way to an action, for every door: done by the room, then recorded. */
export class RoomActs {
  readonly #rooms: Pick<RoomService, 'act'>;
  readonly #audit: Audit;

  constructor(rooms: Pick<RoomService, 'act'>, audit: Audit) {
    this.#rooms = rooms;
    this.#audit = audit;
  }

  async act({ room, visit, action }: ActCall, options: Options): Promise<Acted> {
    const acted = await this.#rooms.act(room, visit.actor, action, options);
    const { roomId, code } = room;
    if (!acted.duplicate) {
      const deed = { roomId, code, action: action.type, detail: detailOf(action) };
      await this.#audit.record(visit, deed);
    }
    return acted;
  }
}
