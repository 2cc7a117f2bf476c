import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cutFont, FONT_AXES, FONT_PARTS, fontFileOf } from './cut-font.ts';

const stylesheets = globSync('{app,components}/**/*.css').map((file) => readFileSync(file, 'utf8'));

function valuesOf(property: string): number[] {
  const declaration = new RegExp(String.raw`${property}:\s*([\d.]+)`, 'g');
  return stylesheets.flatMap((css) =>
    [...css.matchAll(declaration)].map(([, value]) => Number(value)),
  );
}

describe('the typeface', () => {
  it.each(FONT_PARTS)('%s is the file that `npm run fonts` makes', async (part) => {
    expect((await readFile(fontFileOf(part))).equals(await cutFont(part))).toBe(true);
  });

  it('is told to browsers as it is', () => {
    const declared = readFileSync('app/fonts/fonts.ts', 'utf8');
    const { wght, wdth } = FONT_AXES;
    const ranges = [...declared.matchAll(/'(\d+%? \d+%?)'/g)].map(([, range]) => range);
    const own = [`${wght.min} ${wght.max}`, `${wdth.min}% ${wdth.max}%`];
    expect(ranges).toEqual(FONT_PARTS.flatMap(() => own));
  });

  it('is asked for no weight beyond its axes by a class', () => {
    const sources = globSync('{app,components}/**/*.tsx').map((file) => readFileSync(file, 'utf8'));
    expect(sources).not.toEqual([]);
    const beyond = /\bfont-(?:thin|extralight|light|black)\b/;
    expect(sources.filter((source) => beyond.test(source))).toEqual([]);
  });

  // Beyond its axes a browser takes the nearest there is, and says nothing.
  it.each([
    ['font-weight', FONT_AXES.wght],
    ['font-stretch', FONT_AXES.wdth],
  ] as const)('has every %s that the stylesheets ask for', (property, { min, max }) => {
    const values = valuesOf(property);
    expect(values).not.toEqual([]);
    expect(values.filter((value) => value < min || value > max)).toEqual([]);
  });
});
