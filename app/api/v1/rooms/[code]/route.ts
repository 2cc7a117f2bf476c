import { inRoomFor } from '#lib/server/http/in-room.ts';
import { roomView } from '#lib/server/http/room-view.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const GET = route((call) =>
  inRoomFor(call, 'read', async ({ room }) => Response.json(roomView(room.snapshot()))),
);

/** Erases the room with all that it held, for good. */
export const DELETE = route(async (call) => {
  // The room is let go of first: it cannot be erased while somebody works in it.
  const { roomId, code, visit } = await inRoomFor(call, 'delete-room', async (place) => ({
    roomId: place.room.roomId,
    code: place.room.code,
    visit: place.visit,
  }));
  await call.runtime.removeRoom({ roomId, code });
  await call.runtime.audit.record(visit, { roomId: null, code, action: 'delete-room' });
  return new Response(null, { status: 204 });
});

const others = methodNotAllowed('GET, DELETE, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH };
