import { ScoreroomError } from '#lib/protocol/errors.ts';
import { roomView } from '#lib/server/http/room-view.ts';
import { preflight, route } from '#lib/server/http/route.ts';

export const GET = route(async ({ param, runtime }) => {
  const room = await runtime.rooms.read(param('code'));
  if (room === null) throw new ScoreroomError('room_not_found');
  return Response.json(roomView(room), { headers: { 'cache-control': 'no-store' } });
});

export const OPTIONS = preflight;
