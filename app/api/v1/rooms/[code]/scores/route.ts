import { ScoreroomError } from '#lib/protocol/errors.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { scoreSchema } from '#lib/protocol/rest.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async ({ request, param, runtime }) => {
  const key = idempotencyKeyOf(request.headers);
  const score = await readJson(request, scoreSchema);
  return Response.json(await runtime.rooms.score(param('code'), score, key));
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };

function idempotencyKeyOf(headers: Headers): string {
  const key = headers.get('idempotency-key') ?? '';
  if (key !== '' && key.length <= LIMITS.idempotencyKeyLength) return key;
  const message = `Send an Idempotency-Key of 1 to ${LIMITS.idempotencyKeyLength} characters, a new one for each tap and the same one for each try at it: only so a tap counts exactly once.`;
  throw new ScoreroomError('idempotency_key_required', { message });
}
