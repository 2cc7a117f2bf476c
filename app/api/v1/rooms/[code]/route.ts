import { ScoreroomError } from '#lib/protocol/errors.ts';
import { roomView } from '#lib/server/http/room-view.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const GET = route(async ({ param, runtime }) => {
  const room = await runtime.rooms.read(param('code'));
  if (room === null) throw new ScoreroomError('room_not_found');
  return Response.json(roomView(room), { headers: { 'cache-control': 'no-store' } });
});

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
