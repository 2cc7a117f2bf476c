import * as v from 'valibot';
import { EVENT_KINDS, type LogQuery } from '../storage/room-storage.ts';
import { parseAs } from './parse-as.ts';

const DEFAULT_LIMIT = 100;
const ordinal = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,14}$/, 'This must be a whole number from 1.'),
  v.transform(Number),
);

const logQuerySchema = v.strictObject({
  before: v.optional(ordinal),
  limit: v.optional(v.pipe(ordinal, v.maxValue(1_000))),
  generation: v.optional(ordinal),
  player: v.optional(ordinal),
  device: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'This is no device.'))),
  kind: v.optional(v.picklist(EVENT_KINDS)),
  text: v.optional(v.pipe(v.string(), v.maxLength(100))),
});

/** What somebody looks for in the score log. An empty parameter counts as left out. Throws `invalid_message`. */
export function parseLogQuery(parameters: URLSearchParams): LogQuery {
  const given = [...parameters].filter(([, value]) => value !== '');
  const asked = parseAs(logQuerySchema, Object.fromEntries(given));
  const { limit = DEFAULT_LIMIT, kind, ...query } = asked;
  return { ...query, limit, ...(kind !== undefined && { kinds: [kind] }) };
}
