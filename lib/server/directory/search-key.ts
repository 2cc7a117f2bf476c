/** What texts have in common that differ in case or in compatibility forms only: search compares these. */
export function searchKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

const MAX_WORDS = 8;

/** The keys of the words that are looked for; each has to occur. More than a few make no search better. */
export function searchWords(text: string | undefined): string[] {
  const words = searchKey(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, MAX_WORDS);
}
