import { createRoomSchema } from '#lib/protocol/rest.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { roomView } from '#lib/server/http/room-view.ts';
import { preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async ({ request, runtime }) => {
  const { code, hostKey, room } = await runtime.rooms.create(await readJson(request, createRoomSchema));
  const url = `${runtime.publicOrigin(request.headers)}/r/${code}`;
  return Response.json({ code, hostKey, url, room: roomView(room) }, { status: 201, headers: { location: url } });
});

export const OPTIONS = preflight;
