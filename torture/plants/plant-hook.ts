import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { assert } from '#lib/shared/assert.ts';
import type { Plant } from './plant.ts';

const INSTALLED = Symbol.for('scoreroom.torture.plant');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Has the modules that a plant names loaded with its bug. Once per thread, before they are loaded. */
export function installPlant({ edits }: Plant): void {
  const holder = globalThis as { [INSTALLED]?: boolean };
  if (holder[INSTALLED] === true) return;
  holder[INSTALLED] = true;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const own = edits.filter(({ module }) => url === new URL(module, `file://${ROOT}`).href);
      if (own.length === 0) return loaded;
      let source = sourceOf(loaded.source);
      for (const { module, find, replace } of own) {
        const times = source.split(find).length - 1;
        assert(times === 1, `${module} holds the planted place ${times} times, not once: ${find}`);
        source = source.replace(find, () => replace);
      }
      return { ...loaded, source };
    },
  });
}

function sourceOf(source: unknown): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString();
}
