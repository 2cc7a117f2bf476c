/** A whole number as a person types it, with a plus, a true minus or spaces between thousands; null if it is none. */
export function parseWhole(text: string): number | null {
  const plain = text.replace(/[\s\u2009]/g, '').replace('\u2212', '-');
  return /^[+-]?\d{1,12}$/.test(plain) ? Number(plain) : null;
}
