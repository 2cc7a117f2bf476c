import { enterSchema } from '#lib/protocol/rest.ts';
import { enter } from '#lib/server/http/enter.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** Gives the device what the key of a link opens, or notes that it has given the PIN. */
export const POST = route(async (call) => {
  const shown = await readJson(call.request, enterSchema);
  return call.runtime.rooms.withRoom(call.param('code'), async (room) => {
    const { visit, cookie } = await enter(call, room, shown);
    const answer = Response.json({ role: visit.actor.role });
    if (cookie !== null) answer.headers.append('set-cookie', cookie);
    return answer;
  });
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
