import { assert } from '#lib/shared/assert.ts';
import { CLIENT_PLANTS } from './client-plants.ts';
import type { Plant } from './plant.ts';
import { SERVER_PLANTS } from './server-plants.ts';

export const PLANTS: readonly Plant[] = [...SERVER_PLANTS, ...CLIENT_PLANTS];

export function plantNamed(name: string): Plant {
  const plant = PLANTS.find((one) => one.name === name);
  assert(
    plant !== undefined,
    `there is no plant "${name}": ${PLANTS.map((one) => one.name).join(', ')}`,
  );
  return plant;
}
