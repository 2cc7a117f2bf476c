import {
  DELETED_GRACE_DAYS,
  type AdminRoom,
  type BulkAction,
  type BulkJob,
  type BulkPreview,
} from '#lib/protocol/admin.ts';
import { formatCount, plural } from './format.ts';

interface ActionWords {
  /** On a button or in a menu. */
  readonly label: string;
  /** What was done, before the number of boards. */
  readonly past: string;
  readonly isDangerous: boolean;
  /** The question, for the boards that are named in it. */
  readonly ask: (boards: string) => string;
  /** What will happen. */
  readonly tell: (preview: BulkPreview) => string;
}

const people = ({ people: count }: BulkPreview, what: string) =>
  count === 0
    ? ''
    : ` ${count === 1 ? '1 person is' : `${formatCount(count)} people are`} there now: ${what}`;
const boards = ({ rooms }: BulkPreview) => plural(rooms, 'board');

/** What each action is called, and what it does, in plain words. */
export const ACTION_WORDS: Readonly<Record<BulkAction, ActionWords>> = {
  reset: {
    label: 'Reset scores',
    past: 'Reset the scores of',
    isDangerous: true,
    ask: (which) => `Reset ${which}?`,
    tell: (preview) =>
      `Resets the scores of ${boards(preview)}, ${plural(preview.players, 'player')}. The old scores are archived and can be restored.${people(preview, 'their screens go to zero at once.')}`,
  },
  'restore-scores': {
    label: 'Bring back last scores',
    past: 'Brought back the scores of',
    isDangerous: false,
    ask: (which) => `Bring back the scores of ${which}?`,
    tell: (preview) =>
      `Brings back the scores that ${boards(preview)} had before the last reset. The scores of now are archived. Boards that were never reset stay as they are.`,
  },
  'lock-scoring': {
    label: 'Lock scoring',
    past: 'Locked the scoring of',
    isDangerous: false,
    ask: (which) => `Lock the scoring of ${which}?`,
    tell: (preview) =>
      `Taps on ${boards(preview)} are refused, and people are told so, until scoring is unlocked. Hosts can still correct scores.`,
  },
  'unlock-scoring': {
    label: 'Unlock scoring',
    past: 'Unlocked the scoring of',
    isDangerous: false,
    ask: (which) => `Unlock the scoring of ${which}?`,
    tell: (preview) => `Taps on ${boards(preview)} count again.`,
  },
  close: {
    label: 'Close',
    past: 'Closed',
    isDangerous: true,
    ask: (which) => `Close ${which}?`,
    tell: (preview) =>
      `Nobody comes into ${boards(preview)} until they are opened again, hosts neither. Nothing is lost.${people(preview, 'they are sent away at once.')}`,
  },
  open: {
    label: 'Open again',
    past: 'Opened',
    isDangerous: false,
    ask: (which) => `Open ${which} again?`,
    tell: (preview) => `People can come into ${boards(preview)} again, as before.`,
  },
  delete: {
    label: 'Delete',
    past: 'Deleted',
    isDangerous: true,
    ask: (which) => `Delete ${which}?`,
    tell: (preview) =>
      `Deletes ${boards(preview)} with ${plural(preview.players, 'player')}. For ${DELETED_GRACE_DAYS} days they can be restored; then everything they held is erased for good.${people(preview, 'they are sent away at once.')}`,
  },
  restore: {
    label: 'Restore',
    past: 'Restored',
    isDangerous: false,
    ask: (which) => `Restore ${which}?`,
    tell: (preview) => `${boards(preview)} can be used again, with everything as it was.`,
  },
};

/** What can be done to these boards: one that all of them have done already is not offered. */
export function actionsFor(rooms: readonly AdminRoom[]): readonly BulkAction[] {
  if (rooms.every(({ deletedAt }) => deletedAt !== null)) return ['restore'];
  const some = (is: (room: AdminRoom) => boolean, action: BulkAction) =>
    rooms.some(is) ? [action] : [];
  return [
    'reset',
    ...some(({ generation }) => generation > 1, 'restore-scores'),
    ...some(({ scoringLocked }) => !scoringLocked, 'lock-scoring'),
    ...some(({ scoringLocked }) => scoringLocked, 'unlock-scoring'),
    ...some(({ closedAt }) => closedAt === null, 'close'),
    ...some(({ closedAt }) => closedAt !== null, 'open'),
    'delete',
  ];
}

/** What came of it. */
export function outcomeWords({ action, done, skipped, failed }: BulkJob): string {
  const { past } = ACTION_WORDS[action];
  const rest = [
    ...(skipped > 0 ? [`${formatCount(skipped)} needed no change`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} could not be changed: try those again`] : []),
  ];
  const said = `${past} ${plural(done, 'board')}.`;
  return rest.length === 0 ? said : `${said} ${rest.join('; ')}.`;
}
