import { playerNameSchema } from '#lib/protocol/rest.ts';
import { changePlayer, playerOf } from '#lib/server/http/change-player.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const PATCH = route(async (call) => {
  const player = playerOf(call.param('player'));
  const { name } = await readJson(call.request, playerNameSchema);
  return changePlayer(call, { type: 'rename-player', player, name }, 200);
});

export const DELETE = route((call) =>
  changePlayer(call, { type: 'remove-player', player: playerOf(call.param('player')) }, 204),
);

const others = methodNotAllowed('PATCH, DELETE, OPTIONS');

export { preflight as OPTIONS, others as GET, others as POST, others as PUT };
