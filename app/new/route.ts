import * as v from 'valibot';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { createRoomSchema } from '#lib/protocol/rest.ts';
import { placeOf } from '#lib/server/http/describe-issues.ts';
import { enter } from '#lib/server/http/enter.ts';
import { parseRoomForm } from '#lib/server/http/room-form.ts';
import { assertOrigin } from '#lib/server/http/route.ts';
import { readText } from '#lib/server/http/read-body.ts';
import { runtime } from '#lib/server/runtime/current.ts';

/**
 * Makes a board from the home page's form, and this browser its host: plain HTML, so that it works before and without any
 * script.
 */
export async function POST(request: Request): Promise<Response> {
  const current = runtime();
  try {
    assertOrigin(current, request);
    const form = parseRoomForm(await readText(request));
    const parsed = v.safeParse(createRoomSchema, form);
    if (!parsed.success) return seeOther(`/?problem=${placeOf(parsed.issues[0])[0] ?? 'name'}`);
    const { code, hostKey: key } = await current.createRoom(request.headers, parsed.output);
    const call = { request, runtime: current };
    const { cookie } = await current.rooms.withRoom(code, (room) => enter(call, room, { key }));
    const response = seeOther(`/r/${code}`);
    if (cookie !== null) response.headers.append('set-cookie', cookie);
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
