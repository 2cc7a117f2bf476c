import { fileURLToPath } from 'node:url';

/** What a server that is to have a bug loads before everything else. */
export const PLANT_PRELOAD = fileURLToPath(new URL('./preload.ts', import.meta.url));
