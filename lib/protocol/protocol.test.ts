import { toJsonSchema } from '@valibot/to-json-schema';
import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { codeSchema } from './code-schema.ts';
import { CODE_ALPHABET, parseCode } from './code.ts';
import {
  ERROR_KINDS,
  ERRORS,
  REFUSAL_KINDS,
  ScoreroomError,
  toWireError,
  wireError,
  wireErrorSchema,
} from './errors.ts';
import { actionSchema } from './actions.ts';
import * as messages from './messages.ts';
import * as rest from './rest.ts';
import { PROTOCOL_VERSION } from './version.ts';

const clientId = 'A'.repeat(22);
const tap = { id: 1, type: 'score', generation: 1, player: 1, delta: 1 };

/** What a schema checks with a function is no JSON Schema, and is left out. */
const JSON_SCHEMA = { typeMode: 'output', errorMode: 'ignore' } as const;

describe('wire schema', () => {
  it('is the one that this protocol version names', () => {
    const schemas = { ...messages, ...rest, actionSchema, wireErrorSchema };
    const wire = Object.entries<unknown>(schemas)
      .filter(([name]) => name.endsWith('Schema'))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => [name, toJsonSchema(schema as v.GenericSchema, JSON_SCHEMA)]);
    const hash = createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
    // A changed wire is a new version: old clients and servers are still out there. Give it a line in version.ts.
    expect({ version: PROTOCOL_VERSION, hash }).toMatchInlineSnapshot(`
      {
        "hash": "d15f945acdc3bd7e",
        "version": 3,
      }
    `);
  });
});

describe('code', () => {
  it.each([
    ['k7wx4c', 'K7WX4C'],
    [' k7w-x4c ', 'K7WX4C'],
    ['K7W X4C', 'K7WX4C'],
  ])('reads %j as people type it', (typed, code) => {
    expect(parseCode(typed)).toBe(code);
    expect(v.parse(codeSchema, typed)).toBe(code);
  });

  it.each(['', 'K7WX4', 'K7WX4CC', 'K7WX4O', '../../', 'K7WX4C\r\nX-A: b'])(
    'does not take %j',
    (typed) => {
      expect(parseCode(typed)).toBeNull();
      expect(v.safeParse(codeSchema, typed).success).toBe(false);
    },
  );

  it('does not take 100 kB', () => {
    expect(parseCode('K'.repeat(100_000))).toBeNull();
    expect(v.safeParse(codeSchema, 'K'.repeat(100_000)).success).toBe(false);
  });

  it('has no look-alikes and no vowels', () =>
    expect(CODE_ALPHABET).not.toMatch(/[01258AEIOULSZB]/));
});

describe('push', () => {
  it('takes a tap', () => {
    expect(v.parse(messages.pushSchema, { clientId, mutations: [tap] })).toEqual({
      clientId,
      mutations: [tap],
    });
  });

  it.each([
    ['delta 0', { ...tap, delta: 0 }],
    ['delta −0', { ...tap, delta: -0 }],
    ['delta 1.5', { ...tap, delta: 1.5 }],
    ['delta "1"', { ...tap, delta: '1' }],
    ['delta true', { ...tap, delta: true }],
    ['delta 1e400', { ...tap, delta: Number('1e400') }],
    ['delta beyond the limit', { ...tap, delta: 1_000_001 }],
    ['delta below the limit', { ...tap, delta: -1_000_001 }],
    ['an unsafe integer as id', { ...tap, id: 2 ** 53 }],
    ['id 0', { ...tap, id: 0 }],
    ['a key too many', { ...tap, extra: 1 }],
    [
      'a key of the prototype',
      JSON.parse(
        '{"id":1,"type":"score","generation":1,"player":1,"delta":1,"__proto__":{}}',
      ) as unknown,
    ],
    ['no player', { id: 1, type: 'score', generation: 1, delta: 1 }],
    ['null', null],
  ])('refuses %s', (_, mutation) => {
    expect(v.safeParse(messages.pushSchema, { clientId, mutations: [mutation] }).success).toBe(
      false,
    );
  });

  it('refuses none, too many, and a client without a proper id', () => {
    const parse = (push: unknown) => v.safeParse(messages.pushSchema, push).success;
    expect(parse({ clientId, mutations: [] })).toBe(false);
    expect(
      parse({
        clientId,
        mutations: Array.from({ length: 101 }, (_, index) => ({ ...tap, id: index + 1 })),
      }),
    ).toBe(false);
    expect(parse({ clientId: '__proto__', mutations: [tap] })).toBe(false);
  });
});

describe('errors', () => {
  it('of a kind that a later server knows are internal ones, with its words and its advice', () => {
    const later = { kind: 'out_of_coffee', message: 'Make some coffee.', retryable: false };
    expect(v.parse(wireErrorSchema, later)).toEqual({ ...later, kind: 'internal' });
    expect(v.parse(messages.pushAckSchema, { ok: false, error: later })).toEqual({
      ok: false,
      error: { ...later, kind: 'internal' },
    });
    const known = wireError('rate_limited', { retryAfterMs: 20 });
    expect(v.parse(wireErrorSchema, known)).toEqual(known);
    expect(v.is(wireErrorSchema, { kind: 'internal', message: 'No advice.' })).toBe(false);
  });

  it('each have a status, a title, and one meaning', () => {
    for (const kind of ERROR_KINDS) {
      expect(ERRORS[kind].status).toBeGreaterThanOrEqual(400);
      expect(ERRORS[kind].title).not.toBe('');
    }
    expect(REFUSAL_KINDS.every((kind) => kind in ERRORS)).toBe(true);
  });

  it('are recognised when they come from another copy of this module', async () => {
    vi.resetModules();
    const other = await import('./errors.ts');
    expect(other.ScoreroomError).not.toBe(ScoreroomError);
    expect(toWireError(new other.ScoreroomError('not_joined')).kind).toBe('not_joined');
    expect(new Error('plain')).not.toBeInstanceOf(ScoreroomError);
  });

  it('tell nothing of what the server did not expect', () => {
    const wire = toWireError(new Error('secret path /etc/passwd'));
    expect(wire.kind).toBe('internal');
    expect(JSON.stringify(wire)).not.toContain('secret');
    expect(toWireError(new ScoreroomError('not_joined')).kind).toBe('not_joined');
  });
});
