import type { ErrorKind, WireError } from './wire-error.ts';

export {
  ERROR_KINDS,
  REFUSAL_KINDS,
  refusalKindSchema,
  wireErrorSchema,
  type ErrorKind,
  type RefusalKind,
  type WireError,
} from './wire-error.ts';

interface ErrorRow {
  /** The HTTP status of the same failure over REST. */
  readonly status: number;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** A short title in plain words; the message of one error says what to do. */
  readonly title: string;
}

/** The one table of errors: kind → HTTP status, whether to retry, title. `docs/PROTOCOL.md` prints it. */
export const ERRORS = {
  invalid_message: { status: 400, retryable: false, title: 'The message is not valid' },
  invalid_json: { status: 400, retryable: false, title: 'The body is not valid JSON' },
  idempotency_key_required: {
    status: 400,
    retryable: false,
    title: 'The Idempotency-Key header is missing',
  },
  ack_required: { status: 400, retryable: false, title: 'The event needs an acknowledgement' },
  unauthorized: { status: 401, retryable: false, title: 'The key is missing or wrong' },
  pin_required: { status: 401, retryable: false, title: 'This room asks for its PIN' },
  access_revoked: { status: 401, retryable: false, title: 'Your access was taken back' },
  not_allowed: { status: 403, retryable: false, title: 'Your role does not allow that' },
  room_locked: { status: 403, retryable: false, title: 'The host lets nobody else in' },
  foreign_origin: { status: 403, retryable: false, title: 'This origin may not do that' },
  not_found: { status: 404, retryable: false, title: 'There is nothing here' },
  room_not_found: { status: 404, retryable: false, title: 'There is no such room' },
  unknown_player: { status: 404, retryable: false, title: 'There is no such player' },
  unknown_score_event: { status: 404, retryable: false, title: 'There is no such score event' },
  unknown_generation: { status: 404, retryable: false, title: 'There is no such generation' },
  unknown_link: { status: 404, retryable: false, title: 'There is no such link' },
  unknown_event: { status: 404, retryable: false, title: 'There is no such event' },
  method_not_allowed: { status: 405, retryable: false, title: 'This method is not allowed here' },
  not_joined: { status: 409, retryable: false, title: 'Join a room first' },
  already_joined: { status: 409, retryable: false, title: 'This connection is in a room already' },
  out_of_order: { status: 409, retryable: true, title: 'A mutation is missing before this one' },
  stale_generation: { status: 409, retryable: false, title: 'The board was reset meanwhile' },
  name_taken: { status: 409, retryable: false, title: 'Somebody on the board is called that' },
  claim_taken: { status: 409, retryable: false, title: 'Somebody else plays as this player' },
  claim_blocked: { status: 409, retryable: false, title: 'This player cannot be claimed' },
  already_undone: { status: 409, retryable: false, title: 'This was taken back already' },
  not_undone: { status: 409, retryable: false, title: 'This was not taken back' },
  nothing_to_undo: {
    status: 409,
    retryable: false,
    title: 'There is no tap of yours to take back',
  },
  too_late: { status: 409, retryable: false, title: 'It is too late for that' },
  too_many: { status: 409, retryable: false, title: 'There are too many of these' },
  roster_full: { status: 409, retryable: false, title: 'The board is full' },
  too_large: { status: 413, retryable: false, title: 'The request is too large' },
  unsupported_media_type: { status: 415, retryable: false, title: 'Send application/json' },
  scoring_locked: { status: 409, retryable: false, title: 'Scoring is locked' },
  score_limit: { status: 422, retryable: false, title: 'The score would pass its limit' },
  below_zero: { status: 422, retryable: false, title: 'Scores cannot go below zero here' },
  step_not_allowed: { status: 422, retryable: false, title: 'This room does not score by that' },
  operation_conflict: {
    status: 422,
    retryable: false,
    title: 'This id was used for another operation',
  },
  protocol_version: {
    status: 426,
    retryable: false,
    title: 'The server speaks another protocol version',
  },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests' },
  internal: { status: 500, retryable: true, title: 'Something went wrong on the server' },
  storage_unavailable: { status: 503, retryable: true, title: 'Scores cannot be saved right now' },
  draining: { status: 503, retryable: true, title: 'This server is going away' },
} as const satisfies Record<ErrorKind, ErrorRow>;

export interface ErrorDetails {
  readonly message?: string;
  readonly retryAfterMs?: number;
  readonly expected?: number;
}

export function wireError(kind: ErrorKind, details: ErrorDetails = {}): WireError {
  const { title, retryable } = ERRORS[kind];
  return { kind, retryable, ...details, message: details.message ?? `${title}.` };
}

const BRAND = Symbol.for('scoreroom.error');

/**
 * Carries an expected failure through `await` to the edge, where it becomes a {@link WireError} or a problem document.
 *
 * The server's modules are loaded twice, by Node and by Next's bundle, and each has a class of its own by this name:
 * `instanceof` goes by a brand that both know.
 */
export class ScoreroomError extends Error {
  readonly [BRAND] = true;
  readonly wire: WireError;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  constructor(kind: ErrorKind, details: ErrorDetails = {}, cause?: unknown) {
    const wire = wireError(kind, details);
    super(wire.message, cause === undefined ? {} : { cause });
    this.name = 'ScoreroomError';
    this.wire = wire;
  }

  get kind(): ErrorKind {
    return this.wire.kind;
  }
}

/** Normalises anything thrown: what is not ours becomes `internal`, and keeps its secrets. */
export function toWireError(thrown: unknown): WireError {
  return thrown instanceof ScoreroomError ? thrown.wire : wireError('internal');
}
