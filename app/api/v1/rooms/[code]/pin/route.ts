import { ScoreroomError } from '#lib/protocol/errors.ts';
import { setPinSchema } from '#lib/protocol/rest.ts';
import { inRoomFor } from '#lib/server/http/in-room.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** The PIN is said aloud in the room, so that hosts can read it again. */
export const GET = route((call) =>
  inRoomFor(call, 'set-pin', async ({ room }) => {
    const doors = await call.runtime.directory.doors(room.roomId);
    if (doors === null) throw new ScoreroomError('room_not_found');
    return Response.json({ pin: doors.pin });
  }),
);

export const PUT = route(async (call) => {
  const { pin } = await readJson(call.request, setPinSchema);
  return inRoomFor(call, 'set-pin', async ({ room, visit }) => {
    const { roomId, code } = room;
    await call.runtime.directory.setPin(roomId, pin);
    const detail = { hasPin: pin !== null };
    await call.runtime.audit.record(visit, { roomId, code, action: 'set-pin', detail });
    return Response.json({ pin });
  });
});

const others = methodNotAllowed('GET, PUT, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PATCH, others as DELETE };
