import { assert } from '#lib/shared/assert.ts';
import { CLIENT_PLANTS } from './client-plants.ts';
import { NODE_PLANTS } from './node-plants.ts';
import type { Plant } from './plant.ts';
import { SERVER_PLANTS } from './server-plants.ts';

const PLANTS_OF_ONE: readonly Plant[] = [...SERVER_PLANTS, ...CLIENT_PLANTS];
export const PLANTS: readonly Plant[] = [...PLANTS_OF_ONE, ...NODE_PLANTS];

/** What can be found with so many nodes; 0 for a server that is alone. */
export function plantsFor(nodes: number): readonly Plant[] {
  return nodes === 0 ? PLANTS_OF_ONE : NODE_PLANTS;
}

export function plantNamed(name: string): Plant {
  const plant = PLANTS.find((one) => one.name === name);
  assert(
    plant !== undefined,
    `there is no plant "${name}": ${PLANTS.map((one) => one.name).join(', ')}`,
  );
  return plant;
}
