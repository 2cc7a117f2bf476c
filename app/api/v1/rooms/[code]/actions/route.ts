import { actionSchema } from '#lib/protocol/actions.ts';
import { idempotencyKeyOf } from '#lib/server/http/idempotency-key.ts';
import { inRoom } from '#lib/server/http/in-room.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** Whatever can be done to a room besides tapping: the same as the event `act`. */
export const POST = route(async (call) => {
  const { request, runtime } = call;
  const key = idempotencyKeyOf(request.headers);
  const action = await readJson(request, actionSchema);
  return inRoom(call, async ({ room, visit }) => {
    const options = key === undefined ? {} : { key };
    const acted = await runtime.acts.act({ room, visit, action }, options);
    const { version, generation, duplicate, players } = acted;
    return Response.json({ version, generation, duplicate, players });
  });
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
