import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { ACTION_TYPES, actionSchema, type Action, type ActionType } from './actions.ts';
import { LIMITS } from './limits.ts';
import { actSchema, cheerSchema, joinSchema } from './messages.ts';

/** One of each, so that a new action cannot go without. */
const examples: { readonly [T in ActionType]: Extract<Action, { type: T }> } = {
  'add-players': { type: 'add-players', names: ['Ada', 'Grace'] },
  'change-player': { type: 'change-player', player: 1, name: 'Ada', colour: 11, shape: null },
  'order-players': { type: 'order-players', players: [2, 1] },
  'merge-players': { type: 'merge-players', player: 1, into: 2 },
  'remove-player': { type: 'remove-player', player: 1 },
  'restore-player': { type: 'restore-player', player: 1 },
  'take-part': { type: 'take-part', name: 'Ada' },
  'claim-player': { type: 'claim-player', player: 1 },
  'release-player': { type: 'release-player', player: 1 },
  'block-claim': { type: 'block-claim', player: 1, blocked: true },
  'set-score': { type: 'set-score', player: 1, score: -7, reason: 'Misheard' },
  undo: { type: 'undo', event: 5, reason: 'Not theirs' },
  redo: { type: 'redo', event: 5 },
  'undo-own': { type: 'undo-own' },
  reset: { type: 'reset' },
  'reset-player': { type: 'reset-player', player: 1 },
  'restore-generation': { type: 'restore-generation', generation: 1 },
  'rename-room': { type: 'rename-room', name: 'Quiz' },
  'change-settings': { type: 'change-settings', settings: { scoring: 'self', steps: [-1, 1] } },
  announce: { type: 'announce', text: 'Five minutes left' },
};

const takes = (action: unknown) => v.safeParse(actionSchema, action).success;

describe('an action', () => {
  it('is one of those that have a type', () => {
    expect(new Set(ACTION_TYPES)).toEqual(new Set(Object.keys(examples)));
    expect(takes({ type: 'constructor' })).toBe(false);
    expect(takes({ type: '__proto__' })).toBe(false);
    expect(takes({ type: ['reset'] })).toBe(false);
    expect(takes({})).toBe(false);
    expect(takes(null)).toBe(false);
    expect(takes([])).toBe(false);
  });

  it.each(Object.values(examples))('is taken as it is: $type', (action) => {
    expect(v.parse(actionSchema, action)).toEqual(action);
    expect(v.parse(actSchema, { action })).toEqual({ action });
  });

  it.each(Object.values(examples))('takes no key that it does not know: $type', (action) => {
    expect(takes({ ...action, force: true })).toBe(false);
    const polluted: unknown = JSON.parse(
      JSON.stringify(action).replace('{', '{"__proto__":{"role":"host"},'),
    );
    expect(takes(polluted)).toBe(false);
  });

  it.each(Object.values(examples))('takes no ordinals that are none: $type', (action) => {
    for (const key of ['player', 'into', 'event', 'generation'].filter((name) => name in action)) {
      for (const value of [0, -1, 1.5, '1', true, null, Number.NaN, 2 ** 53, [1]]) {
        expect(takes({ ...action, [key]: value })).toBe(false);
      }
    }
  });

  it('stores names and words in their one form', () => {
    expect(v.parse(actionSchema, { type: 'take-part', name: '  Zoe\u0308 ' })).toEqual({
      type: 'take-part',
      name: 'Zo\u00eb',
    });
    expect(v.parse(actionSchema, { type: 'announce', text: ' a   b ' })).toEqual({
      type: 'announce',
      text: 'a b',
    });
  });

  it.each([
    ['a name that deceives', { type: 'add-players', names: ['Ada', 'аdmin'] }],
    ['no names', { type: 'add-players', names: [] }],
    ['too many names', { type: 'add-players', names: Array<string>(301).fill('x') }],
    ['names that are no list', { type: 'add-players', names: 'Ada' }],
    ['an order of nobody', { type: 'order-players', players: [] }],
    ['a colour too many', { type: 'change-player', player: 1, colour: LIMITS.bibColours }],
    ['a shape too many', { type: 'change-player', player: 1, shape: LIMITS.bibShapes }],
    ['a colour by name', { type: 'change-player', player: 1, colour: 'red' }],
    ['a score beyond the limit', { type: 'set-score', player: 1, score: 1_000_000_001 }],
    ['a score below the limit', { type: 'set-score', player: 1, score: -1_000_000_001 }],
    ['half a point', { type: 'set-score', player: 1, score: 0.5 }],
    ['a score in words', { type: 'set-score', player: 1, score: '7' }],
    ['an infinite score', { type: 'set-score', player: 1, score: Number('1e400') }],
    ['too long a reason', { type: 'undo', event: 1, reason: 'x'.repeat(81) }],
    ['an empty reason', { type: 'undo', event: 1, reason: '' }],
    ['an announcement of two lines', { type: 'announce', text: 'a\nb' }],
    ['too long an announcement', { type: 'announce', text: 'x'.repeat(141) }],
    ['a change of no setting', { type: 'change-settings', settings: {} }],
    ['a setting that there is not', { type: 'change-settings', settings: { sound: true } }],
    ['blocked by a number', { type: 'block-claim', player: 1, blocked: 1 }],
  ])('is refused with %s', (_, action) => {
    expect(takes(action)).toBe(false);
  });

  it('may come with a key of 1 to 255 characters', () => {
    const action = { type: 'reset' };
    expect(v.safeParse(actSchema, { action, key: 'x' }).success).toBe(true);
    expect(v.safeParse(actSchema, { action, key: 'x'.repeat(255) }).success).toBe(true);
    expect(v.safeParse(actSchema, { action, key: '' }).success).toBe(false);
    expect(v.safeParse(actSchema, { action, key: 'x'.repeat(256) }).success).toBe(false);
    expect(v.safeParse(actSchema, { action, key: 1 }).success).toBe(false);
    expect(v.safeParse(actSchema, { action, role: 'host' }).success).toBe(false);
  });
});

describe('settings', () => {
  const change = (settings: unknown) => takes({ type: 'change-settings', settings });

  it.each([
    { scoring: 'anyone' },
    { scoring: 'self' },
    { scoring: 'scorekeepers' },
    { scoring: 'host' },
    { selfJoin: true },
    { steps: [-1, 1, 5] },
    { steps: [1_000_000] },
    { typed: false },
    { wins: 'low' },
    { ties: 'shared' },
    { ties: 'dense' },
    { ties: 'first' },
    { floor: true },
    { scoringLocked: true },
    { locked: true },
    { undoSeconds: 0 },
    { undoSeconds: 3_600 },
    { cheers: false },
  ])('can be changed to %j', (settings) => {
    expect(change(settings)).toBe(true);
  });

  it.each([
    { scoring: 'everyone' },
    { scoring: null },
    { selfJoin: 'yes' },
    { steps: [] },
    { steps: [0] },
    { steps: [1.5] },
    { steps: [1_000_001] },
    { steps: [1, 2, 3, 4, 5, 6, 7] },
    { steps: 1 },
    { wins: 'HIGH' },
    { ties: '1224' },
    { floor: 0 },
    { undoSeconds: -1 },
    { undoSeconds: 3_601 },
    { undoSeconds: 1.5 },
    { undoSeconds: Number.POSITIVE_INFINITY },
  ])('cannot be changed to %j', (settings) => {
    expect(change(settings)).toBe(false);
  });
});

describe('a join', () => {
  const join = { room: 'K7WX4C', clientId: 'A'.repeat(22) };

  it('may bring a PIN, which is not judged before it is compared', () => {
    expect(v.parse(joinSchema, { ...join, pin: '1234' })).toEqual({ ...join, pin: '1234' });
    expect(v.safeParse(joinSchema, { ...join, pin: 'no digits' }).success).toBe(true);
    expect(v.safeParse(joinSchema, { ...join, pin: '1'.repeat(33) }).success).toBe(false);
    expect(v.safeParse(joinSchema, { ...join, pin: 1234 }).success).toBe(false);
  });

  it('cannot name its own role', () => {
    expect(v.safeParse(joinSchema, { ...join, role: 'host' }).success).toBe(false);
  });
});

describe('a cheer', () => {
  it('is one of a fixed set', () => {
    expect(v.safeParse(cheerSchema, { kind: 'cheer', emoji: '🎉' }).success).toBe(true);
    expect(v.safeParse(cheerSchema, { kind: 'cheer', emoji: '💩' }).success).toBe(false);
    expect(v.safeParse(cheerSchema, { kind: 'cheer', emoji: '🎉🎉' }).success).toBe(false);
    expect(v.safeParse(cheerSchema, { kind: 'announcement', text: 'x' }).success).toBe(false);
  });
});
