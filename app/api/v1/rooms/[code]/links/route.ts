import { createLinkSchema } from '#lib/protocol/rest.ts';
import { inRoomFor } from '#lib/server/http/in-room.ts';
import { linkAnswer } from '#lib/server/http/link-answer.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const GET = route((call) =>
  inRoomFor(call, 'manage-links', async ({ room }) => {
    const links = await call.runtime.links.list(room.roomId);
    return Response.json({ links: links.map(linkAnswer) });
  }),
);

export const POST = route(async (call) => {
  const { request, runtime } = call;
  const wanted = await readJson(request, createLinkSchema);
  return inRoomFor(call, 'manage-links', async ({ room, visit }) => {
    const { roomId, code } = room;
    const { link, key } = await runtime.links.create(roomId, wanted);
    const { id: linkId, role, label } = link;
    const detail = { linkId, role, label };
    await runtime.audit.record(visit, { roomId, code, action: 'create-link', detail });
    const url = `${runtime.publicOrigin(request.headers)}/r/${code}#key=${key}`;
    return Response.json({ ...linkAnswer(link), key, url }, { status: 201 });
  });
});

const others = methodNotAllowed('GET, POST, OPTIONS');

export { preflight as OPTIONS, others as PUT, others as PATCH, others as DELETE };
