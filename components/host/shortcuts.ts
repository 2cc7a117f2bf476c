import { LIMITS } from '#lib/protocol/limits.ts';

/** What the keyboard can ask for. */
export type Command =
  /** The player in this row, from 0. */
  | { readonly type: 'choose'; readonly row: number }
  | { readonly type: 'move'; readonly by: 1 | -1 }
  /** The room's step at this place, from 0; `sign` −1 takes it away. */
  | { readonly type: 'tap'; readonly step: number; readonly sign: 1 | -1 }
  | {
      readonly type:
        | 'open'
        | 'set'
        | 'let-go'
        | 'undo'
        | 'redo'
        | 'lock'
        | 'announce'
        | 'add'
        | 'search'
        | 'board'
        | 'people'
        | 'room'
        | 'help';
    };

/** As the dialog behind `?` lists them. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['1', '…', '9'], does: 'Choose the player in that row' },
  { keys: ['↑', '↓'], does: 'Choose the player above or below' },
  { keys: ['+', '−'], does: 'Add or take the first step' },
  { keys: ['Shift', '1', '…', String(LIMITS.steps)], does: 'Tap that step button' },
  { keys: ['S'], does: 'Set an exact score' },
  { keys: ['Enter'], does: 'Everything else about the player' },
  { keys: ['Esc'], does: 'Let go of the player' },
  { keys: ['U'], does: 'Undo the last change' },
  { keys: ['R'], does: 'Redo what was undone last' },
  { keys: ['L'], does: 'Lock or open scoring' },
  { keys: ['A'], does: 'Announce to all screens' },
  { keys: ['N'], does: 'Add players' },
  { keys: ['/'], does: 'Search the log' },
  { keys: ['B'], does: 'Board' },
  { keys: ['P'], does: 'People and links' },
  { keys: ['O'], does: 'Room settings' },
  { keys: ['?'], does: 'This list' },
];

const LETTERS: Readonly<
  Record<
    string,
    Command['type'] &
      (
        | 'set'
        | 'undo'
        | 'redo'
        | 'lock'
        | 'announce'
        | 'add'
        | 'search'
        | 'board'
        | 'people'
        | 'room'
        | 'help'
      )
  >
> = {
  s: 'set',
  u: 'undo',
  r: 'redo',
  l: 'lock',
  a: 'announce',
  n: 'add',
  '/': 'search',
  b: 'board',
  p: 'people',
  o: 'room',
  '?': 'help',
};

export type Key = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat' | 'isComposing'
>;

/**
 * What a key asks for, by the character that it makes, so that it is the same on every layout; the steps go by the place of
 * the digit keys, since Shift makes other characters of them. Null: the key is not ours.
 */
export function commandOf(event: Key): Command | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return null;
  const { key } = event;
  if (key === 'ArrowDown') return { type: 'move', by: 1 };
  if (key === 'ArrowUp') return { type: 'move', by: -1 };
  // A key that is held down must not go on counting.
  if (event.repeat) return null;
  if (/^[1-9]$/.test(key)) return { type: 'choose', row: Number(key) - 1 };
  if (key === '+' || key === '=') return { type: 'tap', step: 0, sign: 1 };
  if (key === '-' || key === '\u2212') return { type: 'tap', step: 0, sign: -1 };
  if (key === 'Enter') return { type: 'open' };
  if (key === 'Escape') return { type: 'let-go' };
  const letter = LETTERS[key.toLowerCase()];
  if (letter !== undefined) return { type: letter };
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (event.shiftKey && digit !== undefined && Number(digit) <= LIMITS.steps) {
    return { type: 'tap', step: Number(digit) - 1, sign: 1 };
  }
  return null;
}
