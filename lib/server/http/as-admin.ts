import { ADMIN_LIMITS } from '#lib/protocol/admin.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type * as v from 'valibot';
import { cameSecurely } from '../access/cookies.ts';
import { adminCookie, endedAdminCookie } from '../admin/admin-cookie.ts';
import type { Caller } from '../admin/admin-door.ts';
import { parseAs } from './parse-as.ts';
import { readJson } from './read-body.ts';
import { route, type RouteRequest } from './route.ts';

/** Sent with what a page asks for by itself: it does not keep a session alive that nobody sits at. */
const BACKGROUND_HEADER = 'scoreroom-background';

export interface AdminRequest extends RouteRequest {
  readonly caller: Caller;
}

/** A route for whoever is signed in as admin; `unauthorized` for anybody else. */
export function asAdmin(handle: (request: AdminRequest) => Promise<Response>) {
  return route(async (call) => {
    const caller = callerOf(call);
    const isAlive = !call.request.headers.has(BACKGROUND_HEADER);
    await call.runtime.admin.assertAdmin(caller.admin, { isAlive });
    return handle({ ...call, caller });
  });
}

export function callerOf({ request, runtime }: RouteRequest): Caller {
  const { address, device, admin } = runtime.credentialsOf(request.headers);
  return { address, device, admin };
}

/** A body that holds a password: a long one is refused before anything is done with it. */
export function readSecretJson<S extends v.GenericSchema>(
  request: Request,
  schema: S,
): Promise<v.InferOutput<S>> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > ADMIN_LIMITS.bodyBytes) {
    throw new ScoreroomError('too_large', {
      message: `A body has at most ${ADMIN_LIMITS.bodyBytes} bytes here.`,
    });
  }
  return readJson(request, schema, ADMIN_LIMITS.bodyBytes);
}

/** The parameters of the address, as the schema has them. Throws `invalid_message`. */
export function readSearch<S extends v.GenericSchema>(
  request: Request,
  schema: S,
): v.InferOutput<S> {
  return parseAs(schema, Object.fromEntries(new URL(request.url).searchParams));
}

export function signedIn({ request, runtime }: RouteRequest, secret: string): Response {
  return withCookie(adminCookie(secret, isSecure(request, runtime.publicUrl)));
}

export function signedOut({ request, runtime }: RouteRequest): Response {
  return withCookie(endedAdminCookie(isSecure(request, runtime.publicUrl)));
}

function isSecure({ headers }: Request, publicUrl: string | null): boolean {
  return cameSecurely((name) => headers.get(name), publicUrl);
}

function withCookie(cookie: string): Response {
  return new Response(null, {
    status: 204,
    headers: { 'set-cookie': cookie, 'cache-control': 'no-store' },
  });
}
