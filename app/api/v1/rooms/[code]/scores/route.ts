import { scoreSchema } from '#lib/protocol/rest.ts';
import { requireIdempotencyKey } from '#lib/server/http/idempotency-key.ts';
import { inRoom } from '#lib/server/http/in-room.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async (call) => {
  const { request, runtime } = call;
  const key = requireIdempotencyKey(request.headers);
  const score = await readJson(request, scoreSchema);
  return inRoom(call, async ({ room, visit }) =>
    Response.json(await runtime.rooms.score(room, visit.actor, score, key)),
  );
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
