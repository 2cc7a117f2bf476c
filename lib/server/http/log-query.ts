import * as z from 'zod/mini';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { EVENT_KINDS, type LogQuery } from '../storage/room-storage.ts';
import { describeIssues } from './describe-issues.ts';

const DEFAULT_LIMIT = 100;
const ordinal = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,14}$/, 'This must be a whole number from 1.')),
  z.transform(Number),
);

const logQuerySchema = z.strictObject({
  before: z.optional(ordinal),
  limit: z.optional(ordinal.check(z.maximum(1_000))),
  generation: z.optional(ordinal),
  player: z.optional(ordinal),
  device: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/, 'This is no device.'))),
  kind: z.optional(z.enum(EVENT_KINDS)),
  text: z.optional(z.string().check(z.maxLength(100))),
});

/** What somebody looks for in the score log. An empty parameter counts as left out. Throws `invalid_message`. */
export function parseLogQuery(parameters: URLSearchParams): LogQuery {
  const given = [...parameters].filter(([, value]) => value !== '');
  const parsed = logQuerySchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    throw new ScoreroomError('invalid_message', { message: describeIssues(parsed.error.issues) });
  }
  const { limit = DEFAULT_LIMIT, kind, ...query } = parsed.data;
  return { ...query, limit, ...(kind !== undefined && { kinds: [kind] }) };
}
