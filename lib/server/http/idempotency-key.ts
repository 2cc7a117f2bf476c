import { ScoreroomError } from '#lib/protocol/errors.ts';
import { LIMITS } from '#lib/protocol/limits.ts';

/** The key under which a request counts once; undefined where it has none. Throws where it is too long, or empty. */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (key !== '' && key.length <= LIMITS.idempotencyKeyLength) return key;
  throw required();
}

/** The same, where counting twice would be wrong. */
export function requireIdempotencyKey(headers: Headers): string {
  const key = idempotencyKeyOf(headers);
  if (key === undefined) throw required();
  return key;
}

function required(): ScoreroomError {
  const message = `Send an Idempotency-Key of 1 to ${LIMITS.idempotencyKeyLength} characters, a new one for each change and the same one for each try at it: only so it counts exactly once.`;
  return new ScoreroomError('idempotency_key_required', { message });
}
