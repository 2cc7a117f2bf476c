import { inRoom } from '#lib/server/http/in-room.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** The players that left the board, and can come back. `removedAt` is the version at which they left. */
export const GET = route((call) =>
  inRoom(call, async ({ room, visit }) => {
    const removed = await call.runtime.rooms.removed(room, visit.actor);
    const players = removed.map(({ player: { id, name, score }, removedAt, merged }) => ({
      id,
      name,
      score,
      removedAt,
      mergedInto: merged?.into ?? null,
    }));
    return Response.json({ players });
  }),
);

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
