import type { Action } from '#lib/protocol/actions.ts';
import type { Acted, ActOptions, Room } from '../room/room.ts';
import type { Visit } from './access.ts';
import { detailOf, type Audit } from './audit.ts';

export interface ActCall {
  readonly room: Room;
  readonly visit: Visit;
  readonly action: Action;
}

/** The one way to an action, for every door: done by the room, then recorded. */
export class RoomActs {
  readonly #audit: Audit;

  constructor(audit: Audit) {
    this.#audit = audit;
  }

  async act({ room, visit, action }: ActCall, options: ActOptions): Promise<Acted> {
    const acted = await room.act(visit.actor, action, options);
    const { roomId, code } = room;
    if (!acted.duplicate) {
      const deed = { roomId, code, action: action.type, detail: detailOf(action) };
      await this.#audit.record(visit, deed);
    }
    return acted;
  }
}
