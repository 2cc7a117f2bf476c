import { playerNameSchema } from '#lib/protocol/rest.ts';
import { actAsHost, playerAnswer } from '#lib/server/http/act-as-host.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async (call) => {
  const { name } = await readJson(call.request, playerNameSchema);
  return actAsHost(call, { type: 'add-players', names: [name] }, ({ players, version }, room) =>
    Response.json(playerAnswer(room, players[0] ?? 0, version), { status: 201 }),
  );
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
