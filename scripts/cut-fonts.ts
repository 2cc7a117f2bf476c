import { writeFile } from 'node:fs/promises';
import { cutFont, FONT_PARTS, fontFileOf } from './fonts/cut-font.ts';

// npm run fonts: makes the files of the typeface anew, after its package or what the stylesheets use of it has changed.

for (const part of FONT_PARTS) {
  const font = await cutFont(part);
  await writeFile(fontFileOf(part), font);
  console.log(`${fontFileOf(part)}: ${(font.length / 1_000).toFixed(1)} kB`);
}
