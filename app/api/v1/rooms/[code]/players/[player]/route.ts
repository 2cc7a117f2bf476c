import { playerNameSchema } from '#lib/protocol/rest.ts';
import { actAsHost, playerAnswer, playerOf } from '#lib/server/http/act-as-host.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const PATCH = route(async (call) => {
  const player = playerOf(call.param('player'));
  const { name } = await readJson(call.request, playerNameSchema);
  return actAsHost(call, { type: 'change-player', player, name }, ({ version }, room) =>
    Response.json(playerAnswer(room, player, version)),
  );
});

export const DELETE = route((call) => {
  const player = playerOf(call.param('player'));
  const gone = () => new Response(null, { status: 204 });
  return actAsHost(call, { type: 'remove-player', player }, gone);
});

const others = methodNotAllowed('PATCH, DELETE, OPTIONS');

export { preflight as OPTIONS, others as GET, others as POST, others as PUT };
