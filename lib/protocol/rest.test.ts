import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { createLinkSchema, createRoomSchema, enterSchema, setPinSchema } from './rest.ts';

describe('the body of a request', () => {
  it('that makes a room needs no more than a name', () => {
    expect(v.parse(createRoomSchema, { name: ' Quiz  night ' })).toEqual({
      name: 'Quiz night',
      players: [],
    });
    expect(v.parse(createRoomSchema, { name: 'Q', settings: { wins: 'low' } })).toMatchObject({
      settings: { wins: 'low' },
    });
  });

  it.each([
    ['no name', {}],
    ['another role', { name: 'Q', role: 'admin' }],
    ['a code of its own', { name: 'Q', code: 'K7WX4C' }],
    ['too many players', { name: 'Q', players: Array<string>(301).fill('x') }],
    ['a setting that there is not', { name: 'Q', settings: { sound: true } }],
    ['a setting that is wrong', { name: 'Q', settings: { steps: [0] } }],
  ])('that makes a room is refused with %s', (_, body) => {
    expect(v.safeParse(createRoomSchema, body).success).toBe(false);
  });

  it('that enters brings a key or a PIN, and not both', () => {
    const key = 'A'.repeat(43);
    expect(v.safeParse(enterSchema, { key }).success).toBe(true);
    expect(v.safeParse(enterSchema, { pin: '1234' }).success).toBe(true);
    expect(v.safeParse(enterSchema, { key, pin: '1234' }).success).toBe(false);
    expect(v.safeParse(enterSchema, {}).success).toBe(false);
    expect(v.safeParse(enterSchema, { key: '' }).success).toBe(false);
    expect(v.safeParse(enterSchema, { key: 'A'.repeat(1_000_000) }).success).toBe(false);
    expect(v.safeParse(enterSchema, { pin: '1'.repeat(1_000_000) }).success).toBe(false);
  });

  it.each(['1234', '0000', '12345678'])('that sets a PIN takes %s', (pin) => {
    expect(v.parse(setPinSchema, { pin })).toEqual({ pin });
  });

  it.each(['', '123', '123456789', '12a4', ' 1234', '1234\n', '١٢٣٤', 1234, undefined])(
    'that sets a PIN does not take %j',
    (pin) => {
      expect(v.safeParse(setPinSchema, { pin }).success).toBe(false);
    },
  );

  it('that sets no PIN takes it away', () => {
    expect(v.parse(setPinSchema, { pin: null })).toEqual({ pin: null });
  });

  it('that makes a link has a role and a label', () => {
    expect(v.parse(createLinkSchema, { role: 'scorekeeper', label: 'Table 4' })).toEqual({
      role: 'scorekeeper',
      label: 'Table 4',
    });
  });

  it.each([
    { role: 'admin', label: 'x' },
    { role: 'host', label: '' },
    { role: 'host', label: 'x'.repeat(41) },
    { role: 'host' },
    { role: 'host', label: 'x', expiresAt: 0 },
    { role: 'host', label: 'x', expiresAt: '2030-01-01' },
    { role: 'host', label: 'x', key: 'A' },
  ])('that makes a link is refused: %j', (wrong) => {
    expect(v.safeParse(createLinkSchema, wrong).success).toBe(false);
  });
});
