import * as v from 'valibot';
import type { RightsChange } from '../access/access.ts';

const rightsSchema = v.variant('kind', [
  v.object({ kind: v.literal('link-revoked'), linkId: v.number() }),
  v.object({ kind: v.literal('room-closed'), code: v.string() }),
  v.object({ kind: v.literal('admin-signed-out') }),
  v.object({ kind: v.literal('device-moved'), device: v.string() }),
]);

/** A change of rights as another node has told it; null for what this version does not know. */
export function readRightsChange(told: unknown): RightsChange | null {
  const parsed = v.safeParse(rightsSchema, told);
  return parsed.success ? parsed.output : null;
}
