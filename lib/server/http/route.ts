import { ScoreroomError, toWireError, wireError } from '#lib/protocol/errors.ts';
import { hasSecretInQuery } from '../access/credentials.ts';
import { runtime, type Runtime } from '../runtime/current.ts';
import { problemResponse } from './problem.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

type Params = Record<string, string | string[]>;

export interface RouteRequest {
  readonly request: Request;
  /** A part of the address, as it stands in it; empty if there is none. */
  readonly param: (name: string) => string;
  readonly runtime: Runtime;
}

// Next gives each route's own parameters, so no one shape fits all.
type NextHandler = (request: Request, context: { params: Promise<object> }) => Promise<Response>;

/**
 * A REST route: checks where the request comes from, answers what goes wrong as a problem document, and lets the
 * configured origins read the answer.
 */
export function route(handle: (request: RouteRequest) => Promise<Response>): NextHandler {
  return async (request, { params }) => {
    const current = runtime();
    const onBug = (error: unknown) =>
      current.onBug(error, { requestId: request.headers.get(REQUEST_ID_HEADER) });
    const response = await answer(onBug, async () => {
      assertOrigin(current, request);
      assertNoSecretInAddress(request);
      const given = (await params) as Params;
      return handle({ request, runtime: current, param: (name) => String(given[name] ?? '') });
    });
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
    const origin = request.headers.get('origin');
    if (origin !== null && current.origins.allowedOrigins.includes(origin)) {
      response.headers.set('access-control-allow-origin', origin);
      response.headers.append('vary', 'Origin');
    }
    return response;
  };
}

/** Answers a browser that asks whether a page of another origin may send a request. */
export function preflight(request: Request): Response {
  const origin = request.headers.get('origin');
  const headers = new Headers({ vary: 'Origin' });
  if (origin !== null && runtime().origins.allowedOrigins.includes(origin)) {
    headers.set('access-control-allow-origin', origin);
    headers.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
    headers.set(
      'access-control-allow-headers',
      'Authorization, Content-Type, Idempotency-Key, Scoreroom-Device',
    );
    headers.set('access-control-max-age', '86400');
  }
  return new Response(null, { status: 204, headers });
}

/** Answers the methods that an address does not know, and names those that it does. */
export function methodNotAllowed(allowed: string): () => Response {
  const error = wireError('method_not_allowed', { message: `Here you can use ${allowed}.` });
  return () => problemResponse(error, { allow: allowed });
}

/** Throws where a page of a foreign origin asks for a change. */
export function assertOrigin({ origins }: Runtime, request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { headers } = request;
  const sent = {
    origin: headers.get('origin') ?? undefined,
    host: headers.get('host') ?? undefined,
    'sec-fetch-site': headers.get('sec-fetch-site') ?? undefined,
  };
  if (!origins.allows(sent)) throw new ScoreroomError('foreign_origin');
}

/** Addresses are kept by browsers, proxies and logs: a secret in one is not a secret any more. */
function assertNoSecretInAddress(request: Request): void {
  if (!hasSecretInQuery(new URL(request.url).searchParams)) return;
  throw new ScoreroomError('unauthorized', {
    message: 'A key does not belong in the address: send it as "Authorization: Bearer …".',
  });
}

async function answer(
  onBug: (error: unknown) => void,
  handle: () => Promise<Response>,
): Promise<Response> {
  try {
    return await handle();
  } catch (thrown) {
    if (!(thrown instanceof ScoreroomError)) onBug(thrown);
    return problemResponse(toWireError(thrown));
  }
}
