import { permissionOf, type Deed } from '#lib/board/permission.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Credentials, Visit } from '../access/access.ts';
import type { Room } from '../room/room.ts';
import type { RouteRequest } from './route.ts';

/** Somebody in the room that the address names. */
export interface Place {
  readonly room: Room;
  readonly visit: Visit;
  readonly credentials: Credentials;
}

/** Uses the room that the address names, as whoever asks. Throws where they do not come in. */
export function inRoom<T>(
  { request, param, runtime }: RouteRequest,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  return runtime.rooms.withRoom(param('code'), async (room) => {
    const credentials = runtime.credentialsOf(request.headers);
    const visit = await runtime.access.visit(room, credentials);
    return use({ room, visit, credentials });
  });
}

/** The same, for what the table of rights alone decides. */
export function inRoomFor<T>(
  call: RouteRequest,
  deed: Deed,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  return inRoom(call, (place) => {
    const { role } = place.visit.actor;
    if (permissionOf(role, deed) === 'yes') return use(place);
    throw new ScoreroomError('not_allowed', { message: `A ${role} may not do that in this room.` });
  });
}

/** Whether somebody has shown anything at all that gives them a role. */
export function hasProof({ linkIds, isAdmin }: Visit): boolean {
  return isAdmin || linkIds.length > 0;
}
