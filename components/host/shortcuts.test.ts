import { describe, expect, it } from 'vitest';
import { commandOf, type Key } from './shortcuts.ts';

function key(name: string, more: Partial<Key> = {}): Key {
  return {
    key: name,
    code: '',
    shiftKey: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    repeat: false,
    isComposing: false,
    ...more,
  };
}

describe('keys', () => {
  it.each([
    [key('1'), { type: 'choose', row: 0 }],
    [key('9'), { type: 'choose', row: 8 }],
    [key('ArrowDown'), { type: 'move', by: 1 }],
    [key('+', { shiftKey: true, code: 'Equal' }), { type: 'tap', step: 0, sign: 1 }],
    [key('='), { type: 'tap', step: 0, sign: 1 }],
    [key('-'), { type: 'tap', step: 0, sign: -1 }],
    [key('@', { shiftKey: true, code: 'Digit2' }), { type: 'tap', step: 1, sign: 1 }],
    [key('u'), { type: 'undo' }],
    [key('U', { shiftKey: true }), { type: 'undo' }],
    [key('?', { shiftKey: true }), { type: 'help' }],
    [key('/'), { type: 'search' }],
  ])('$key', (event, command) => {
    expect(commandOf(event)).toEqual(command);
  });

  it('on a French keyboard the digits are typed with Shift, and still choose a player', () => {
    expect(commandOf(key('2', { shiftKey: true, code: 'Digit2' }))).toEqual({
      type: 'choose',
      row: 1,
    });
  });

  it('on a German keyboard Shift and 7 make the slash that searches', () => {
    expect(commandOf(key('/', { shiftKey: true, code: 'Digit7' }))).toEqual({ type: 'search' });
  });

  it.each([
    ['the browser’s own', key('r', { ctrlKey: true })],
    ['the system’s own', key('l', { metaKey: true })],
    ['a key held down', key('+', { repeat: true })],
    ['text being composed', key('a', { isComposing: true })],
    ['a digit beyond the steps', key('(', { shiftKey: true, code: 'Digit9' })],
    ['any other', key('x')],
  ])('leaves alone %s', (_, event) => {
    expect(commandOf(event)).toBeNull();
  });

  it('an arrow may be held down: choosing counts nothing', () => {
    expect(commandOf(key('ArrowUp', { repeat: true }))).toEqual({ type: 'move', by: -1 });
  });
});
