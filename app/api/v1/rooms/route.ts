import { createRoomSchema } from '#lib/protocol/rest.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { roomView } from '#lib/server/http/room-view.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async ({ request, runtime }) => {
  const { code, hostKey, room } = await runtime.createRoom(
    request.headers,
    await readJson(request, createRoomSchema),
  );
  const origin = runtime.publicOrigin(request.headers);
  const url = `${origin}/r/${code}`;
  return Response.json(
    { code, hostKey, url, room: roomView(room) },
    { status: 201, headers: { location: `${origin}/api/v1/rooms/${code}` } },
  );
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
