import { inRoom } from '#lib/server/http/in-room.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** The generations that resets have ended, the newest first. */
export const GET = route((call) =>
  inRoom(call, async ({ room, visit }) =>
    Response.json({ archives: await call.runtime.rooms.archives(room, visit.actor) }),
  ),
);

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
