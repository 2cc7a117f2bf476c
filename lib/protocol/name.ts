import * as z from 'zod/mini';
import { err, ok, type Result } from '#lib/shared/result.ts';
import { LIMITS } from './limits.ts';

const segmenter = new Intl.Segmenter();

/** Control and format characters, lone surrogates, private use, unassigned, line separators; joiners are letters' own. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?!\u200c|\u200d)\p{Cf}/u;
/** What leaves no ink: spaces, joiners, marks without a base, and letters that are drawn as nothing. */
const INKLESS = /[\s\p{Z}\p{M}\u115f\u1160\u3164\uffa0\u2800]|\u200c|\u200d/gu;
/** More stacked marks than any living script needs. */
const MARK_PILE = /\p{M}{6,}/u;

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
  if (raw.length > LIMITS.nameCodePoints * 4) return err(tooLong());
  const trimmed = raw.trim();
  if (FORBIDDEN.test(trimmed)) {
    return err('A name cannot contain control, invisible or text-direction characters.');
  }
  const name = trimmed.normalize('NFC').replace(/\p{Zs}+/gu, ' ');
  if (name.replace(INKLESS, '') === '') return err('A name needs at least one visible character.');
  if (MARK_PILE.test(name)) return err('A name cannot stack that many accents on one letter.');
  const codePoints = Array.from(name).length;
  if (codePoints > LIMITS.nameCodePoints || countGraphemes(name) > LIMITS.nameGraphemes) {
    return err(tooLong());
  }
  return ok(name);
}

function tooLong(): NameProblem {
  return `A name has at most ${LIMITS.nameGraphemes} characters.`;
}

export const nameSchema = z.string().check(
  z.check((context) => {
    const parsed = parseName(context.value);
    if (!parsed.ok) {
      context.issues.push({ code: 'custom', message: parsed.error, input: context.value });
    }
  }),
  z.overwrite((raw) => {
    const parsed = parseName(raw);
    return parsed.ok ? parsed.value : raw;
  }),
);
