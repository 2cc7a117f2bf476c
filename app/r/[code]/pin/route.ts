import { ScoreroomError } from '#lib/protocol/errors.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { enter } from '#lib/server/http/enter.ts';
import { readText } from '#lib/server/http/read-body.ts';
import { assertOrigin } from '#lib/server/http/route.ts';
import { runtime } from '#lib/server/runtime/current.ts';

const MAX_BYTES = 1_024;

/** Takes the PIN from the form at the room's door: plain HTML, so that it works without any script. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ code: string }> },
): Promise<Response> {
  const current = runtime();
  const { code } = await params;
  const door = `/r/${encodeURIComponent(code)}`;
  try {
    assertOrigin(current, request);
    const typed = new URLSearchParams(await readText(request, MAX_BYTES)).get('pin') ?? '';
    const pin = typed.replaceAll(/[\s-]/g, '').slice(0, LIMITS.pinMaxLength + 1);
    return await current.rooms.withRoom(code, async (room) => {
      const { cookie } = await enter({ request, runtime: current }, room, { pin });
      const response = seeOther(door);
      if (cookie !== null) response.headers.append('set-cookie', cookie);
      return response;
    });
  } catch (thrown) {
    if (!(thrown instanceof ScoreroomError)) current.onBug(thrown);
    const kind = thrown instanceof ScoreroomError ? thrown.kind : 'internal';
    return seeOther(`${door}?problem=${kind}`);
  }
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}
