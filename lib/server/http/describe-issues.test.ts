import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { actSchema, clockSchema, pushSchema, syncSchema } from '#lib/protocol/messages.ts';
import { createLinkSchema, createRoomSchema } from '#lib/protocol/rest.ts';
import { parseAs } from './parse-as.ts';

const clientId = 'A'.repeat(22);
const tap = { id: 1, type: 'score', generation: 1, player: 1, delta: 1 };
const pushOf = (...mutations: unknown[]) => ({ clientId, mutations });

describe('what a stranger sent wrongly', () => {
  it.each<[string, v.GenericSchema, unknown, string]>([
    ['nothing', pushSchema, null, 'Invalid input: expected object, received null'],
    [
      'a key left out',
      createRoomSchema,
      {},
      'name: Invalid input: expected a value, received undefined',
    ],
    ['a key too many', pushSchema, { ...pushOf(tap), x: 1 }, 'Unrecognized key: "x"'],
    [
      'a key too many deeper inside',
      pushSchema,
      pushOf(tap, { ...tap, x: 1 }),
      'mutations.1: Unrecognized key: "x"',
    ],
    [
      'another type',
      pushSchema,
      pushOf({ ...tap, id: '1' }),
      'mutations.0.id: Invalid input: expected number, received string',
    ],
    [
      'half a number',
      pushSchema,
      pushOf({ ...tap, id: 0.5 }),
      'mutations.0.id: Invalid input: expected int, received number',
    ],
    [
      'a number beyond all',
      pushSchema,
      pushOf({ ...tap, delta: -(2 ** 60) }),
      'mutations.0.delta: Too small: expected int to be >=-9007199254740991',
    ],
    [
      'too small a number',
      pushSchema,
      pushOf({ ...tap, player: 0 }),
      'mutations.0.player: Too small: expected number to be >0',
    ],
    [
      'too short a list',
      pushSchema,
      pushOf(),
      'mutations: Too small: expected array to have >=1 items',
    ],
    [
      'too long a text',
      actSchema,
      { key: 'x'.repeat(256), action: { type: 'reset' } },
      'key: Too big: expected string to have <=255 characters',
    ],
    [
      'text in another form',
      pushSchema,
      { ...pushOf(tap), clientId: 'secret' },
      'clientId: Invalid string: must match pattern /^[A-Za-z0-9_-]{22}$/',
    ],
    [
      'none of a few words',
      createLinkSchema,
      { role: 'king', label: 'x' },
      'role: Invalid option: expected one of "host"|"scorekeeper"|"participant"|"spectator"',
    ],
    [
      'words of our own',
      pushSchema,
      pushOf({ ...tap, delta: 0 }),
      'mutations.0.delta: A tap must change the score.',
    ],
    [
      'a name',
      createRoomSchema,
      { name: ' ' },
      'name: A name needs at least one visible character.',
    ],
    [
      'several things',
      pushSchema,
      pushOf({ ...tap, id: 0, delta: '1' }, tap, { ...tap, player: null }),
      'mutations.0.id: Too small: expected number to be >0 (and 2 more)',
    ],
  ])('is told by its place, in words without the value: %s', (_, schema, value, message) => {
    expect(() => parseAs(schema, value)).toThrow(
      expect.objectContaining({ kind: 'invalid_message', message }),
    );
  });

  it.each<[v.GenericSchema, unknown, string]>([
    [clockSchema, [], ''],
    [syncSchema, [], ''],
    [pushSchema, [], ''],
    [pushSchema, pushOf([1]), 'mutations.0: '],
    [actSchema, { action: [] }, 'action: '],
    [actSchema, { action: { type: 'change-settings', settings: [] } }, 'action.settings: '],
    [createRoomSchema, { name: 'Quiz', settings: [] }, 'settings: '],
  ])('is no list where an object belongs', (schema, value, place) => {
    const message = `${place}Invalid input: expected object, received array`;
    expect(() => parseAs(schema, value)).toThrow(expect.objectContaining({ message }));
  });

  it('names the actions that there are', () => {
    expect(() => parseAs(actSchema, { action: { type: 'dance' } })).toThrow(
      /^action\.type: Invalid discriminator value\. Expected 'add-players' \| .* \| 'announce'$/,
    );
  });
});
