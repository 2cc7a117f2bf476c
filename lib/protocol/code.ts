/** No look-alikes (0/O, 1/I/L, 2/Z, 5/S, 8/B), and no vowels, so that no code spells a word. */
export const CODE_ALPHABET = '34679CDFGHJKMNPQRTVWXY';
export const CODE_LENGTH = 6;

export const CODE_PATTERN = new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`);

/**
 * A code as people type it (any case, with spaces or a dash in the middle) in its one canonical form,
 * or null if it cannot be a code.
 */
export function parseCode(typed: string): string | null {
  if (typed.length > 32) return null;
  const code = typed.replace(/[\s-]/g, '').toUpperCase();
  return CODE_PATTERN.test(code) ? code : null;
}
