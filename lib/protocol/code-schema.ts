import * as v from 'valibot';
import { CODE_ALPHABET, CODE_LENGTH, CODE_PATTERN, parseCode } from './code.ts';

export const codeSchema = v.pipe(
  v.string(),
  v.maxLength(32),
  v.transform((typed) => parseCode(typed) ?? typed),
  v.regex(CODE_PATTERN, `A code has ${CODE_LENGTH} characters out of ${CODE_ALPHABET}.`),
);
