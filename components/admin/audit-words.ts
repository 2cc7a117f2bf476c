import type { AuditLine } from '#lib/protocol/admin.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  'sign-in': 'Signed in',
  'sign-in-failed': 'Wrong password',
  'set-password': 'Set the admin password',
  'sign-out': 'Signed out',
  backup: 'Made a backup',
  'sign-out-everywhere': 'Signed everybody out',
  'add-players': 'Added players',
  'change-player': 'Changed a player',
  'order-players': 'Put the players in another order',
  'merge-players': 'Merged two players',
  'remove-player': 'Removed a player',
  'restore-player': 'Brought a player back',
  'take-part': 'Joined as a player',
  'claim-player': 'Claimed a player',
  'release-player': 'Released a player',
  'block-claim': 'Changed who may claim a player',
  'set-score': 'Corrected a score',
  undo: 'Took back a score',
  redo: 'Counted a score again',
  'undo-own': 'Took back their own tap',
  reset: 'Reset the scores',
  'reset-player': 'Reset one player',
  'restore-generation': 'Brought back earlier scores',
  'rename-room': 'Renamed the board',
  'change-settings': 'Changed the settings',
  announce: 'Announced something',
  'create-link': 'Made a link',
  'revoke-link': 'Took a link back',
  'set-pin': 'Changed the PIN',
  'close-room': 'Closed the board',
  'open-room': 'Opened the board',
  'delete-room': 'Deleted the board',
  'restore-room': 'Restored the board',
  'erase-room': 'Erased for good',
  'on-many': 'Did one thing to many boards',
};

export function actionWords(action: string): string {
  const known = ACTIONS[action];
  if (known !== undefined) return known;
  const words = action.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const BY: Readonly<Record<AuditLine['by'], string>> = {
  admin: 'Admin',
  host: 'Host',
  scorekeeper: 'Scorekeeper',
  participant: 'Participant',
  spectator: 'Spectator',
};

export function byWords({ by, who, action }: AuditLine): string {
  if (action === 'erase-room' && who === null) return 'The server';
  const role = BY[by];
  return who === null || who === role ? role : `${role} · ${who.replace(/^Admin, /, '')}`;
}

const DETAIL: Readonly<Record<string, string>> = {
  scoringLocked: 'scoring locked',
  locked: 'board locked',
  selfJoin: 'self-join',
  undoSeconds: 'undo seconds',
};

/** The rest of what is known of it, short: "name: Quiz night, into: 3". */
export function detailWords(detail: AuditLine['detail']): string {
  const { type: _, settings, ...rest } = detail;
  const all = { ...rest, ...(isRecord(settings) ? settings : {}) };
  return Object.entries(all)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${DETAIL[key] ?? key}: ${valueWords(value)}`)
    .join(', ');
}

function valueWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return Array.isArray(value) ? value.map(valueWords).join(', ') : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
