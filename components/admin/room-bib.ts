import { BIB_SHAPES, type BibShapeName } from '#components/bib/bib.ts';

const COLOURS = 12;

/** A board's colour and shape in the list, the same each time: so that the eye finds it again when it has moved. */
export function roomBib(code: string): { readonly colour: number; readonly shape: BibShapeName } {
  let hash = 7;
  for (const character of code) hash = (hash * 31 + character.charCodeAt(0)) % 65_521;
  const shape = BIB_SHAPES[Math.floor(hash / COLOURS) % BIB_SHAPES.length] ?? 'circle';
  return { colour: hash % COLOURS, shape };
}
