import * as v from 'valibot';

/**
 * Who somebody is in one room, the most powerful first.
 * host: controls the room. scorekeeper: may score anyone. participant: may score what the room's policy lets them.
 * spectator: looks on.
 */
export const ROLES = ['host', 'scorekeeper', 'participant', 'spectator'] as const;

export const roleSchema = v.picklist(ROLES);
export type Role = v.InferOutput<typeof roleSchema>;
