const BIB_COLOURS = 12;

export const BIB_SHAPES = [
  'circle',
  'triangle',
  'square',
  'cross',
  'drop',
  'star',
  'ring',
  'bars',
] as const;

export type BibShapeName = (typeof BIB_SHAPES)[number];

export interface Bib {
  /** 0 … 11: which of the `--bib-…` colours. */
  readonly colour: number;
  readonly shape: BibShapeName;
}

/** What the host has chosen instead of what comes with the id. */
export interface Look {
  readonly colour?: number | undefined;
  readonly shape?: number | undefined;
}

/**
 * The colour and shape by which people find a player across the room, the same on every screen. The first eight players
 * differ in both, and ids differ in at least one until 96 of them: colours repeat after 12 and shapes after 8, which
 * would meet again after 24, so the shapes move on by one with every 24.
 */
export function bibOf(id: number, look: Look = {}): Bib {
  const index = Math.max(0, id - 1);
  const shift = Math.floor(index / 24);
  const shape = look.shape ?? (index + shift) % BIB_SHAPES.length;
  const colour = look.colour ?? index % BIB_COLOURS;
  return { colour, shape: BIB_SHAPES[shape] ?? 'circle' };
}
