import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const balancerNames = ['nginx', 'haproxy', 'caddy'] as const;
export type BalancerName = (typeof balancerNames)[number];

/** Where systems keep what only root is thought to start. */
const MORE_PLACES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Where the program is; null where it is not installed. */
export function findBalancer(name: BalancerName): string | null {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_PLACES];
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null;
}
