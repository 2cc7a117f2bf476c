import { formatChange, formatScore } from '#components/scoreboard/format-score.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { EventKind, LogEntry } from './log-entry.ts';

export const KIND_WORDS: Readonly<Record<EventKind, string>> = {
  tap: 'Taps',
  set: 'Corrections',
  undo: 'Undone',
  redo: 'Redone',
  merge: 'Merges',
  reset: 'Single resets',
  restore: 'Restored',
};

/** What happened to the score, without the player's name. */
export function eventWords({ kind, score, delta }: LogEntry): string {
  switch (kind) {
    case 'tap':
      return formatChange(delta);
    case 'set':
      return `set to ${formatScore(score)}`;
    case 'undo':
      return `undone, ${formatChange(delta)}`;
    case 'redo':
      return `redone, ${formatChange(delta)}`;
    case 'merge':
      return `merged, ${formatChange(delta)}`;
    case 'reset':
      return 'reset to 0';
    case 'restore':
      return `restored, ${formatChange(delta)}`;
    default:
      return unreachable(kind);
  }
}

export function nameIn({ name, player }: LogEntry): string {
  return name ?? `Player ${player}`;
}

const ROLE_WORDS = {
  host: 'Host',
  scorekeeper: 'Scorekeeper',
  participant: 'Participant',
  spectator: 'Spectator',
} as const;

/** Who made it, as far as it is known. */
export function whoIn({ who, role, deviceName }: LogEntry): string {
  const person = who ?? (role === null ? null : ROLE_WORDS[role]);
  if (person === null && deviceName === null) return 'a program';
  return [person, deviceName].filter((part) => part !== null).join(', ');
}
