import { emptyRoster, filledNames, writeLine } from '#components/home/roster.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { parseName } from '#lib/protocol/name.ts';

/** One name of a list that is to be added, and why it cannot be, if so. */
export interface CheckedName {
  /** Its place in the list, from 0. */
  readonly at: number;
  /** As it was typed. */
  readonly name: string;
  readonly problem: string | null;
}

/** Names in a text: one a line, or separated by commas or semicolons. */
export function namesIn(text: string): string[] {
  return filledNames(writeLine(emptyRoster(), 0, text));
}

/**
 * What would become of each name on a board with these players. The server decides by stricter rules of likeness, and its
 * word comes on top; this finds what is plain, so that one bad name does not hold up the others.
 */
export function checkNames(names: readonly string[], onBoard: Iterable<string>): CheckedName[] {
  const taken = new Set(Array.from(onBoard, likeness));
  let free = LIMITS.players - taken.size;
  const listed = new Set<string>();
  return names.map((name, at): CheckedName => {
    const parsed = parseName(name);
    if (!parsed.ok) return { at, name, problem: parsed.error };
    const key = likeness(parsed.value);
    if (taken.has(key)) return { at, name, problem: 'Somebody on the board is called that.' };
    if (listed.has(key)) return { at, name, problem: 'It is in this list twice.' };
    if (free <= 0) return { at, name, problem: `A board has at most ${LIMITS.players} players.` };
    listed.add(key);
    free -= 1;
    return { at, name, problem: null };
  });
}

function likeness(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
