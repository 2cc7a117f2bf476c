import * as v from 'valibot';
import { finiteSchema, intSchema } from './numbers.ts';

// Errors as they go over the wire; what the server says of each kind stands in `errors.ts`, and is not sent to browsers.

export const ERROR_KINDS = [
  'invalid_message',
  'invalid_json',
  'idempotency_key_required',
  'ack_required',
  'unauthorized',
  'pin_required',
  'access_revoked',
  'not_allowed',
  'room_locked',
  'foreign_origin',
  'not_found',
  'room_not_found',
  'unknown_player',
  'unknown_score_event',
  'unknown_generation',
  'unknown_link',
  'unknown_event',
  'method_not_allowed',
  'not_joined',
  'already_joined',
  'out_of_order',
  'stale_generation',
  'name_taken',
  'claim_taken',
  'claim_blocked',
  'already_undone',
  'not_undone',
  'nothing_to_undo',
  'too_late',
  'too_many',
  'roster_full',
  'too_large',
  'unsupported_media_type',
  'scoring_locked',
  'score_limit',
  'below_zero',
  'step_not_allowed',
  'operation_conflict',
  'protocol_version',
  'rate_limited',
  'internal',
  'storage_unavailable',
  'draining',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Why a mutation is refused for good: its id is spent, and sending it again gets the same verdict. */
export const REFUSAL_KINDS = [
  'unknown_player',
  'stale_generation',
  'roster_full',
  'score_limit',
  'operation_conflict',
  'not_allowed',
  'scoring_locked',
  'below_zero',
  'step_not_allowed',
] as const satisfies readonly ErrorKind[];

export type RefusalKind = (typeof REFUSAL_KINDS)[number];

export const refusalKindSchema = v.picklist(REFUSAL_KINDS);

/** An error as it goes over the wire. `kind` is for programs and never changes its meaning; `message` is for people. */
export const wireErrorSchema = v.object({
  /** A later server may know more kinds: the message still says what to do, and `retryable` whether to try again. */
  kind: v.fallback(v.picklist(ERROR_KINDS), 'internal'),
  message: v.string(),
  retryable: v.boolean(),
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs: v.optional(finiteSchema),
  /** With `out_of_order`: the mutation id that the server expects next from this client. */
  expected: v.optional(intSchema),
});

export type WireError = v.InferOutput<typeof wireErrorSchema>;

/** What a page says to itself where it could not do a thing for want of a connection, in the form of an answer. */
export function unconnected(message: string): WireError {
  return { kind: 'storage_unavailable', retryable: true, message };
}
