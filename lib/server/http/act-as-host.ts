import type { Action } from '#lib/protocol/actions.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Acted, Room } from '../room/room.ts';
import { hasProof, inRoom } from './in-room.ts';
import type { RouteRequest } from './route.ts';

/** The player that the address names. */
export function playerOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ScoreroomError('unknown_player');
  return Number(text);
}

/**
 * Does what only hosts may, for the routes that are older than roles: who shows no key at all is told so
 * (`unauthorized`), and who shows one that is for less, that as well (`not_allowed`).
 */
export function actAsHost<T>(
  call: RouteRequest,
  action: Action,
  use: (acted: Acted, room: Room) => T,
): Promise<T> {
  return inRoom(call, async ({ room, visit }) => {
    try {
      return use(await call.runtime.acts.act({ room, visit, action }, {}), room);
    } catch (thrown) {
      if (hasProof(visit)) throw thrown;
      if (!(thrown instanceof ScoreroomError && thrown.kind === 'not_allowed')) throw thrown;
      const message = 'Send the host key of this room as "Authorization: Bearer …".';
      throw new ScoreroomError('unauthorized', { message }, thrown);
    }
  });
}

/** A player as the routes answer with it, in the state that the room has now. */
export function playerAnswer(room: Room, id: number, version: number) {
  const player = room.board.players.get(id);
  if (player === undefined) throw new ScoreroomError('unknown_player');
  return { id, name: player.name, score: player.score, version };
}
