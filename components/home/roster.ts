import { LIMITS } from '#lib/protocol/limits.ts';

/** One line of the form. Its key stays while lines come and go around it. */
export interface RosterLine {
  readonly key: number;
  readonly name: string;
}

export type Roster = readonly RosterLine[];

/** Lines to begin with; the server renders them, so that the form works as it comes. */
const AT_FIRST = 5;

export function emptyRoster(names: readonly string[] = []): Roster {
  return withSpare(names.map((name, key) => ({ key, name })));
}

/** The text of one line changed. Pasted lists fill the lines below it. */
export function writeLine(roster: Roster, index: number, text: string): Roster {
  const names = splitNames(text);
  const isList = names.length > 1 || /[\n,;]./.test(text);
  if (!isList) {
    return withSpare(roster.map((line, at) => (at === index ? { ...line, name: text } : line)));
  }
  const above = roster.slice(0, index);
  const below = roster.slice(index + 1).filter(({ name }) => name.trim() !== '');
  const pasted = names.map((name, at) => ({ key: nextKey(roster) + at, name }));
  return withSpare([...above, ...pasted, ...below]);
}

export function filledNames(roster: Roster): string[] {
  return roster.map(({ name }) => name.trim()).filter((name) => name !== '');
}

/**
 * The id that the player of each line will get, and so its bib: ids count names, and a blank line is nobody. Blank lines
 * come after them, in the bibs that are next.
 */
export function idsOf(roster: Roster): number[] {
  let filled = 0;
  let blank = filledNames(roster).length;
  return roster.map(({ name }) => (name.trim() === '' ? (blank += 1) : (filled += 1)));
}

/** As the server reads a field: one name a line, or separated by commas. */
function splitNames(text: string): string[] {
  return text
    .split(/[\r\n,;]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** There is always an empty line to write the next name in, while the board has room. */
function withSpare(roster: Roster): Roster {
  const lines = [...roster];
  while (lines.length < AT_FIRST || (lines.at(-1)?.name !== '' && lines.length < LIMITS.players)) {
    lines.push({ key: nextKey(lines), name: '' });
  }
  return lines;
}

function nextKey(roster: Roster): number {
  return roster.reduce((highest, { key }) => Math.max(highest, key), -1) + 1;
}
