import { playerNameSchema } from '#lib/protocol/rest.ts';
import { changePlayer } from '#lib/server/http/change-player.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async (call) => {
  const { name } = await readJson(call.request, playerNameSchema);
  return changePlayer(call, { type: 'add-player', name }, 201);
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
