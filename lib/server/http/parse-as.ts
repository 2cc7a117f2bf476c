import * as v from 'valibot';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { describeIssues, wordsFor } from './describe-issues.ts';

/** Only the server, which answers strangers, has words; of one value it says one thing that is wrong. */
const CONFIG = { message: wordsFor, abortPipeEarly: true };

/** What a stranger has sent, as the schema has it, or what is wrong with it, in words. */
export function check<S extends v.GenericSchema>(schema: S, value: unknown): v.SafeParseResult<S> {
  return v.safeParse(schema, value, CONFIG);
}

/** The same for whoever only says that it is wrong. Throws `invalid_message`. */
export function parseAs<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = check(schema, value);
  if (parsed.success) return parsed.output;
  throw new ScoreroomError('invalid_message', { message: describeIssues(parsed.issues) });
}
