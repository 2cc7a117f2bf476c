import { parseCode } from '#lib/protocol/code.ts';

/**
 * The code in a part of an address, in its one form; null where there is none. The part comes as it was sent, with a space
 * as %20, and may be anything.
 */
export function codeOf(part: string): string | null {
  try {
    return parseCode(decodeURIComponent(part));
  } catch {
    return null;
  }
}
