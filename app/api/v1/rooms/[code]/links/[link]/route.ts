import { ScoreroomError } from '#lib/protocol/errors.ts';
import { inRoomFor } from '#lib/server/http/in-room.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** Takes a link back: whoever is in the room by it is out at once. */
export const DELETE = route((call) =>
  inRoomFor(call, 'manage-links', async ({ room, visit }) => {
    const text = call.param('link');
    if (!/^[1-9]\d{0,14}$/.test(text)) throw new ScoreroomError('unknown_link');
    const linkId = Number(text);
    const { roomId, code } = room;
    await call.runtime.links.revoke(roomId, linkId);
    const detail = { linkId };
    await call.runtime.audit.record(visit, { roomId, code, action: 'revoke-link', detail });
    return new Response(null, { status: 204 });
  }),
);

const others = methodNotAllowed('DELETE, OPTIONS');

export { preflight as OPTIONS, others as GET, others as POST, others as PUT, others as PATCH };
