import * as v from 'valibot';
import type { Result } from '#lib/shared/result.ts';
import { parseName, parseText, type NameProblem } from './name.ts';

export const nameSchema = lineSchema(parseName);

/** A line of text for people, as {@link parseText} has it. */
export function textSchema(graphemes: number) {
  return lineSchema((raw) => parseText(raw, graphemes));
}

function lineSchema(parse: (raw: string) => Result<string, NameProblem>) {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = parse(dataset.value);
      if (parsed.ok) return parsed.value;
      addIssue({ message: parsed.error });
      return NEVER;
    }),
  );
}
