import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

/** The parts that the package cuts the typeface into, by scripts. */
export const FONT_PARTS = ['latin', 'latin-ext', 'vietnamese'] as const;
export type FontPart = (typeof FONT_PARTS)[number];

/** As much of each axis as the stylesheets use: weight, and width in percent. A third of each file is for what lies beyond. */
export const FONT_AXES = { wght: { min: 400, max: 850 }, wdth: { min: 62, max: 100 } } as const;

/** Where a font says in words and by address under which licence it is. */
const LICENCE_NAME_IDS = [13, 14];

/** Where a part stands for the pages. */
export function fontFileOf(part: FontPart): string {
  return fileURLToPath(new URL(`../../app/fonts/archivo-${part}.woff2`, import.meta.url));
}

/** A part of the typeface with all its glyphs, and with the axes as far as they are used: WOFF2. */
export async function cutFont(part: FontPart): Promise<Buffer> {
  const file = `@fontsource-variable/archivo/files/archivo-${part}-standard-normal.woff2`;
  const whole = await readFile(fileURLToPath(import.meta.resolve(file)));
  return subsetFont(whole, undefined, {
    targetFormat: 'woff2',
    keepAllGlyphs: true,
    preserveNameIds: LICENCE_NAME_IDS,
    variationAxes: FONT_AXES,
  });
}
