import type * as v from 'valibot';

type Issue = v.BaseIssue<unknown>;
type Issues = readonly [Issue, ...Issue[]];

/** What a schema found, in one line that names the place; the value itself is not repeated. */
export function describeIssues(issues: Issues): string {
  const [first] = issues;
  const places = new Set(issues.map((issue) => placeOf(issue).join('.')));
  const more = places.size > 1 ? ` (and ${places.size - 1} more)` : '';
  const place = placeOf(first).join('.');
  return `${place === '' ? '' : `${place}: `}${first.message}${more}`;
}

/** The keys that lead to what is wrong. A key too many is wrong about the object that it is in. */
export function placeOf({ path, expected }: Issue): string[] {
  const keys = path?.map(({ key }) => String(key)) ?? [];
  const last = path?.at(-1);
  if (last === undefined) return keys;
  const isAboutObject = isOfList(last) || (last.origin === 'key' && expected === 'never');
  return isAboutObject ? keys.slice(0, -1) : keys;
}

/** Words for a person, where the schema has none: without the value, which may be long, or a secret. */
export function wordsFor(issue: Issue): string {
  const { expected, input, requirement } = issue;
  switch (issue.type) {
    case 'safe_integer':
      return wordsForInteger(Number(input));
    case 'finite':
      return `Invalid input: expected number, received ${nameOf(input)}`;
    case 'gt_value':
    case 'min_value':
      return `Too small: expected number to be ${expected}`;
    case 'max_value':
      return `Too big: expected number to be ${expected}`;
    case 'min_length':
      return `Too small: expected ${sizeOf(input, expected)}`;
    case 'max_length':
      return `Too big: expected ${sizeOf(input, expected)}`;
    case 'regex':
      return `Invalid string: must match pattern ${String(requirement)}`;
    case 'literal':
      return `Invalid input: expected ${expected}`;
    case 'picklist':
      return `Invalid option: expected one of ${choicesIn(expected)}`;
    case 'union':
      return 'Invalid input';
    default:
      return wordsForType(issue);
  }
}

function wordsForInteger(input: number): string {
  if (!Number.isFinite(input)) return `Invalid input: expected number, received ${input}`;
  if (!Number.isInteger(input)) return 'Invalid input: expected int, received number';
  return input > 0
    ? `Too big: expected int to be <=${Number.MAX_SAFE_INTEGER}`
    : `Too small: expected int to be >=${Number.MIN_SAFE_INTEGER}`;
}

function wordsForType({ type, expected, input, path }: Issue): string {
  const last = path?.at(-1);
  if (last !== undefined && isOfList(last)) return 'Invalid input: expected object, received array';
  if (last?.origin === 'key') {
    return expected === 'never'
      ? `Unrecognized key: ${JSON.stringify(last.key)}`
      : 'Invalid input: expected a value, received undefined';
  }
  if (type === 'variant' && last !== undefined) {
    return `Invalid discriminator value. Expected ${choicesIn(expected, ' | ').replaceAll('"', "'")}`;
  }
  const wanted = TYPE_NAMES.get(type) ?? type;
  return `Invalid input: expected ${wanted}, received ${nameOf(input)}`;
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['strict_object', 'object'],
  ['variant', 'object'],
  ['strict_tuple', 'array'],
]);

/** Valibot reads a list as an object, in which it then misses every key. */
function isOfList(item: v.IssuePathItem): boolean {
  return item.type === 'object' && Array.isArray(item.input);
}

/** `("a" | "b")`, without what surrounds it. */
function choicesIn(expected: string | null, separator = '|'): string {
  return (expected ?? '').replace(/^\(|\)$/g, '').replaceAll(' | ', separator);
}

function sizeOf(input: unknown, expected: string | null): string {
  return Array.isArray(input)
    ? `array to have ${expected} items`
    : `string to have ${expected} characters`;
}

function nameOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'array';
  return typeof input === 'number' && !Number.isFinite(input) ? String(input) : typeof input;
}
