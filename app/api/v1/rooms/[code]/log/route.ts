import { inRoom } from '#lib/server/http/in-room.ts';
import { logAnswer } from '#lib/server/http/log-answer.ts';
import { parseLogQuery } from '#lib/server/http/log-query.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const GET = route((call) =>
  inRoom(call, async ({ room, visit }) => {
    const query = parseLogQuery(new URL(call.request.url).searchParams);
    const entries = await call.runtime.rooms.log(room, visit.actor, query);
    return Response.json(logAnswer(entries, room.board, query.limit));
  }),
);

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
