import type { Runtime } from '../runtime/current.ts';

type Link = Awaited<ReturnType<Runtime['links']['list']>>[number];

/** A link as REST shows it. Its key is shown once, when it is made. */
export function linkAnswer({ id, role, label, createdAt, expiresAt, lastUsedAt }: Link) {
  return { id, role, label, createdAt, expiresAt, lastUsedAt };
}
