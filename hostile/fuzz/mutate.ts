import type { SeededRandom } from '#lib/testing/seeded-random.ts';

/** What breaks readers: numbers at the edges, names of the prototype, text that is none. */
const ODD = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993',
  '""',
  'null',
  'true',
  '[]',
  '{}',
  '[[[[',
  '}}}}',
  '"__proto__"',
  '"constructor"',
  '\u0000',
  '\u202e',
  '\ud800',
  '\u{1f389}',
  '%00',
  '%2e%2e%2f',
  '\r\n',
  '<script>',
  "' OR 1=1--",
  ',',
  ':',
  '"',
  '\\',
  '\\u0000',
  '\x1e',
  '/'.repeat(50),
  '1'.repeat(400),
] as const;

/** A text with one to four parts of it changed: cut, doubled, swapped, replaced by what is odd. */
export function mutate(text: string, random: SeededRandom): string {
  let mutated = text;
  const times = 1 + random.below(4);
  for (let time = 0; time < times; time += 1) mutated = change(mutated, random);
  return mutated;
}

function change(text: string, random: SeededRandom): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + 1 + random.below(12));
  const [before, part, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  switch (random.below(6)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2:
      return before + random.pick(ODD) + after;
    case 3:
      return before + random.pick(ODD) + part + after;
    case 4:
      return before + String.fromCharCode(random.below(256)) + part.slice(1) + after;
    default:
      return replaceValue(text, random);
  }
}

/** Keeps the JSON in shape, which gets a message past the first reader. */
function replaceValue(text: string, random: SeededRandom): string {
  const values = [...text.matchAll(/:("[^"]*"|-?\d+|true|false|null)/g)];
  if (values.length === 0) return text + random.pick(ODD);
  const { index, 0: found } = random.pick(values);
  return `${text.slice(0, index)}:${random.pick(ODD)}${text.slice(index + found.length)}`;
}
