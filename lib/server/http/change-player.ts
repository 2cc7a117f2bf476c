import type { Operation } from '#lib/board/apply.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { hostKeyOf } from './host-cookie.ts';
import type { RouteRequest } from './route.ts';

/** The player that the address names. */
export function playerOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ScoreroomError('unknown_player');
  return Number(text);
}

/** Makes a change of one player as the host, and answers with the player as it is then. */
export async function changePlayer(
  { request, param, runtime }: RouteRequest,
  operation: Operation,
  status: 200 | 201 | 204,
): Promise<Response> {
  const changed = await runtime.rooms.changeAsHost(
    param('code'),
    hostKeyOf(request.headers),
    operation,
  );
  if (changed.player === null) return new Response(null, { status });
  const { id, name, score } = changed.player;
  return Response.json({ id, name, score, version: changed.version }, { status });
}
