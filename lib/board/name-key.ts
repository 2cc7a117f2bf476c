import unhomoglyph from 'unhomoglyph';

/**
 * What two names have in common that people cannot tell apart on a board: no two players of a board share a key.
 * Nobody sees keys, and none is stored: they are only compared.
 *
 * Compatibility forms, case and spaces do not count (after RFC 8266), nor which of the letters that look alike it is
 * (the skeleton of UTS 39). Accents do: Zoe and Zoë are two people.
 *
 * The tables are large: this belongs to the server, and nothing that browsers load may import it.
 */
export function nameKey(name: string): string {
  const folded = foldCase(foldCase(name).normalize('NFKC'));
  const spaced = folded.replace(/\s+/g, ' ').trim();
  const plain = spaced.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const skeleton = unhomoglyph(plain.replace(OTHER_ALPHABETS, latinTwin));
  // The skeleton of 0 is O, and some of its letters are composed.
  return skeleton.normalize('NFD').toLowerCase();
}

/** Upwards first, so that ß and SS, ı and I, ς and σ are the same. */
function foldCase(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase();
}

const OTHER_ALPHABETS =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Cherokee}\p{Script=Coptic}]/gu;

/**
 * The Latin letter that this one is the twin of, in either case; otherwise the letter itself.
 * Folding makes Cyrillic ТОМ into том, which looks like Latin tom no more, although the boards show TOM twice.
 */
function latinTwin(letter: string): string {
  if (/^[a-z]$/.test(unhomoglyph(letter))) return letter;
  const capital = unhomoglyph(letter.toUpperCase());
  return /^[A-Z]$/.test(capital) ? capital.toLowerCase() : letter;
}
