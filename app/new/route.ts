import { ScoreroomError } from '#lib/protocol/errors.ts';
import { createRoomSchema } from '#lib/protocol/rest.ts';
import { hostCookies } from '#lib/server/http/host-cookie.ts';
import { parseRoomForm } from '#lib/server/http/room-form.ts';
import { assertOrigin } from '#lib/server/http/route.ts';
import { readText } from '#lib/server/http/read-body.ts';
import { runtime } from '#lib/server/runtime/current.ts';

/** Makes a board from the home page's form: plain HTML, so that it works before and without any script. */
export async function POST(request: Request): Promise<Response> {
  const current = runtime();
  try {
    assertOrigin(current, request);
    const form = parseRoomForm(await readText(request));
    const parsed = createRoomSchema.safeParse(form);
    if (!parsed.success)
      return seeOther(`/?problem=${String(parsed.error.issues[0]?.path[0] ?? 'name')}`);
    const { code, hostKey } = await current.rooms.create(parsed.data);
    const response = seeOther(`/r/${code}`);
    const isSecure = current.publicOrigin(request.headers).startsWith('https:');
    for (const cookie of hostCookies(code, hostKey, isSecure))
      response.headers.append('set-cookie', cookie);
    return response;
  } catch (thrown) {
    if (!(thrown instanceof ScoreroomError)) current.onBug(thrown);
    const kind = thrown instanceof ScoreroomError ? thrown.kind : 'internal';
    return seeOther(`/?problem=${kind}`);
  }
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
