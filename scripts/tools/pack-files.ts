import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Below this a packed file saves no packet. */
const MIN_BYTES = 1_000;

/** Packs what texts there are in the build, once and as small as can be, each beside its file: `x.js.br`, `x.js.gz`. */
export function packFiles(directory: string): void {
  for (const name of globSync('**/*.{css,js,json,svg,txt}', { cwd: directory })) {
    const file = `${directory}/${name}`;
    const content = readFileSync(file);
    if (content.length < MIN_BYTES) continue;
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  }
}
