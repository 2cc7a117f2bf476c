import type { ActionType } from '#lib/protocol/actions.ts';
import { ROLES, type Role } from '#lib/protocol/roles.ts';
import type { Settings } from '#lib/protocol/settings.ts';
import { unreachable } from '#lib/shared/assert.ts';

/** Everything that somebody can ask for in a room, by whichever door. */
export type Deed =
  | ActionType
  | 'read'
  | 'score'
  | 'cheer'
  | 'read-log'
  | 'read-archive'
  | 'read-devices'
  | 'manage-links'
  | 'set-pin'
  | 'delete-room';

/** `policy`: the room's settings decide. `own`: only what is theirs: their player, their claim, their last tap. */
export type Permission = 'yes' | 'no' | 'policy' | 'own';

type Row = readonly [
  host: Permission,
  scorekeeper: Permission,
  participant: Permission,
  spectator: Permission,
];

const EVERYONE: Row = ['yes', 'yes', 'yes', 'yes'];
const PEOPLE: Row = ['yes', 'yes', 'yes', 'no'];
const SCORERS: Row = ['yes', 'yes', 'no', 'no'];
const HOSTS: Row = ['yes', 'no', 'no', 'no'];

/** The one table of rights. `docs/ROLES.md` prints it, and one test tries every cell of it by every door. */
export const PERMISSIONS = {
  read: EVERYONE,
  score: ['yes', 'policy', 'policy', 'no'],
  cheer: PEOPLE,
  'take-part': ['yes', 'yes', 'policy', 'no'],
  'claim-player': PEOPLE,
  'release-player': ['yes', 'own', 'own', 'no'],
  'undo-own': ['own', 'own', 'own', 'no'],
  'set-score': SCORERS,
  undo: SCORERS,
  redo: SCORERS,
  'read-log': SCORERS,
  'add-players': HOSTS,
  'change-player': HOSTS,
  'order-players': HOSTS,
  'merge-players': HOSTS,
  'remove-player': HOSTS,
  'restore-player': HOSTS,
  'block-claim': HOSTS,
  reset: HOSTS,
  'reset-player': HOSTS,
  'restore-generation': HOSTS,
  'rename-room': HOSTS,
  'change-settings': HOSTS,
  announce: HOSTS,
  'read-archive': HOSTS,
  'read-devices': HOSTS,
  'manage-links': HOSTS,
  'set-pin': HOSTS,
  'delete-room': HOSTS,
} as const satisfies Record<Deed, Row>;

export function permissionOf(role: Role, deed: Deed): Permission {
  return PERMISSIONS[deed][ROLES.indexOf(role)] ?? 'no';
}

/**
 * Whether somebody may tap for a player, by the room's policy alone: locks and limits come on top.
 *
 * @param isOwn whether the player is the one that they have claimed
 */
export function mayScore(
  role: Role,
  { scoring }: Pick<Settings, 'scoring'>,
  isOwn: boolean,
): boolean {
  if (permissionOf(role, 'score') !== 'policy') return permissionOf(role, 'score') === 'yes';
  if (role === 'scorekeeper') return scoring !== 'host';
  switch (scoring) {
    case 'anyone':
      return true;
    case 'self':
      return isOwn;
    case 'scorekeepers':
    case 'host':
      return false;
    default:
      return unreachable(scoring);
  }
}
