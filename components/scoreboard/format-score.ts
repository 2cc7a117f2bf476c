/**
 * A whole number as the board shows it: a true minus and thin spaces between thousands. Not `Intl`: the server and every
 * browser must write the same, or the first render would not match the HTML.
 */
export function formatScore(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
  return value < 0 ? `\u2212${digits}` : digits;
}

/** A change, always with its sign. */
export function formatChange(value: number): string {
  return value > 0 ? `+${formatScore(value)}` : formatScore(value);
}

/** How wide a formatted number is, in digits; separators are a fraction of one. */
export function widthInDigits(text: string): number {
  const separators = text.split('\u2009').length - 1;
  return text.length - separators * 0.6;
}
