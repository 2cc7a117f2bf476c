import type { Actor } from '#lib/board/actor.ts';
import type { Role } from '#lib/protocol/roles.ts';

/** Somebody with this role, at a device of their own unless they come without one. */
export function actor(role: Role, device: string | null = `${role}'s device`): Actor {
  return { role, device, deviceName: null, label: null };
}

export const HOST = actor('host');
export const SCOREKEEPER = actor('scorekeeper');
export const PARTICIPANT = actor('participant');
export const SPECTATOR = actor('spectator');
