import { en } from 'zod/locales';
import * as z from 'zod/mini';

// The small build of the validator has no words of its own; only the server, which answers strangers, gets them.
z.config(en());

/** What a schema found, in one line that names the place; the value itself is not repeated. */
export function describeIssues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const [first] = issues;
  if (first === undefined) return 'The message is not valid.';
  const place = first.path.map(String).join('.');
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${place === '' ? '' : `${place}: `}${first.message}${more}`;
}
