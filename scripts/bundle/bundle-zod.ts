import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const output = '.cache/zod-in-browser.js';

/**
 * Writes the part of zod that browsers need as one module, and returns its path from the project's root.
 *
 * Turbopack drops whole modules that nothing uses, but keeps all that a used module mentions, and zod's modules mention
 * each other's everything: 19 kB gzipped where 9 are needed. See docs/decisions/0013-zod-in-the-browser.md.
 */
export async function bundleZod(): Promise<string> {
  await build({
    input: fileURLToPath(new URL('zod-in-browser.ts', import.meta.url)),
    platform: 'browser',
    logLevel: 'warn',
    output: { file: output, format: 'esm' },
  });
  return `./${output}`;
}
