import * as z from 'zod/mini';

/**
 * Who somebody is in one room, the most powerful first.
 * host: controls the room. scorekeeper: may score anyone. participant: may score what the room's policy lets them.
 * spectator: looks on.
 */
export const ROLES = ['host', 'scorekeeper', 'participant', 'spectator'] as const;

export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;
