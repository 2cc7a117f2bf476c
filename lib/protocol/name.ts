import { err, ok, type Result } from '#lib/shared/result.ts';
import { LIMITS } from './limits.ts';

const segmenter = new Intl.Segmenter();

/**
 * Control and format characters, lone surrogates, private use, unassigned, line separators, and letters that are drawn
 * as nothing; joiners are letters' own.
 */
const FORBIDDEN =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]|(?!\u200c|\u200d)\p{Cf}/u;
/** What leaves no ink: spaces, joiners, and marks without a base. */
const INKLESS = /[\s\p{Z}\p{M}]|\u200c|\u200d/gu;
/** More stacked marks than any living script needs. */
const MARK_PILE = /\p{M}{6,}/u;

/** Letters, with what may hide between them. */
const WORD = /(?:[\p{L}\p{M}\p{N}]|\u200c|\u200d)+/gu;
/**
 * Scripts whose letters pass for each other's. One word in two of them deceives, or is meant to: Cyrillic а in admin.
 * All others go together within a word, as Japanese, Thai and Latin do where nobody writes spaces.
 */
const LOOK_ALIKE_SCRIPTS =
  'Latn Cyrl Grek Armn Geor Hebr Arab Nkoo Cher Copt Lisu Tfng Cans Vaii Olck Dsrt Osge Goth Runr'
    .split(' ')
    .map((script) => new RegExp(`(?=\\p{L})\\p{sc=${script}}`, 'u'));

export type NameProblem = string;

/** User-perceived characters, as the limits count them. */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

/**
 * The name of a room or player in its one stored form (NFC, trimmed, single spaces), or what is wrong with it.
 * Markup is no concern here: names are text everywhere, and are shown literally.
 */
export function parseName(raw: string): Result<string, NameProblem> {
  const parsed = parseLine(raw, { graphemes: LIMITS.nameGraphemes, what: 'A name' });
  if (!parsed.ok) return parsed;
  const mixed = parsed.value.match(WORD)?.find(mixesLookAlikes);
  return mixed === undefined
    ? parsed
    : err(`Write each word in one alphabet: “${mixed}” has letters of two that look alike.`);
}

function mixesLookAlikes(word: string): boolean {
  return LOOK_ALIKE_SCRIPTS.filter((script) => script.test(word)).length > 1;
}

interface LineRules {
  readonly graphemes: number;
  /** What the text is called in a problem, at the start of a sentence. */
  readonly what: string;
}

/** More code points than this per character are a pile of marks. */
const CODE_POINTS_PER_GRAPHEME = LIMITS.nameCodePoints / LIMITS.nameGraphemes;

function parseLine(raw: string, { graphemes, what }: LineRules): Result<string, NameProblem> {
  const tooLong = () => err(`${what} has at most ${graphemes} characters.`);
  const maxCodePoints = graphemes * CODE_POINTS_PER_GRAPHEME;
  if (raw.length > maxCodePoints * 4) return tooLong();
  const trimmed = raw.trim();
  if (FORBIDDEN.test(trimmed)) {
    return err(`${what} cannot contain control, invisible or text-direction characters.`);
  }
  const line = trimmed.normalize('NFC').replace(/\p{Zs}+/gu, ' ');
  if (line.replace(INKLESS, '') === '') return err(`${what} needs at least one visible character.`);
  if (MARK_PILE.test(line)) return err(`${what} cannot stack that many accents on one letter.`);
  const codePoints = Array.from(line).length;
  return codePoints > maxCodePoints || countGraphemes(line) > graphemes ? tooLong() : ok(line);
}

/** A line of text for people, in its one stored form: what {@link parseName} allows, with another limit. */
export function parseText(raw: string, graphemes: number): Result<string, NameProblem> {
  return parseLine(raw, { graphemes, what: 'This text' });
}
