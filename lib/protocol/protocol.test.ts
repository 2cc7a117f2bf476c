import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { CODE_ALPHABET, codeSchema, parseCode } from './code.ts';
import {
  ERROR_KINDS,
  ERRORS,
  REFUSAL_KINDS,
  ScoreroomError,
  toWireError,
  wireErrorSchema,
} from './errors.ts';
import { actionSchema } from './actions.ts';
import * as messages from './messages.ts';
import * as rest from './rest.ts';
import { PROTOCOL_VERSION } from './version.ts';

const clientId = 'A'.repeat(22);
const tap = { id: 1, type: 'score', generation: 1, player: 1, delta: 1 };

describe('wire schema', () => {
  it('is the one that this protocol version names', () => {
    const schemas = { ...messages, ...rest, actionSchema, wireErrorSchema };
    const wire = Object.entries<unknown>(schemas)
      .filter(([name]) => name.endsWith('Schema'))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => [name, z.toJSONSchema(schema as z.ZodMiniType, { io: 'input' })]);
    const hash = createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
    // A changed wire is a new version: old clients and servers are still out there. Give it a line in version.ts.
    expect({ version: PROTOCOL_VERSION, hash }).toMatchInlineSnapshot(`
      {
        "hash": "2361c0a9499e7fc5",
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
    expect(codeSchema.parse(typed)).toBe(code);
  });

  it.each(['', 'K7WX4', 'K7WX4CC', 'K7WX4O', '../../', 'K7WX4C\r\nX-A: b'])(
    'does not take %j',
    (typed) => {
      expect(parseCode(typed)).toBeNull();
      expect(codeSchema.safeParse(typed).success).toBe(false);
    },
  );

  it('does not take 100 kB', () => {
    expect(parseCode('K'.repeat(100_000))).toBeNull();
    expect(codeSchema.safeParse('K'.repeat(100_000)).success).toBe(false);
  });

  it('has no look-alikes and no vowels', () =>
    expect(CODE_ALPHABET).not.toMatch(/[01258AEIOULSZB]/));
});

describe('push', () => {
  it('takes a tap', () => {
    expect(messages.pushSchema.parse({ clientId, mutations: [tap] })).toEqual({
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
    expect(messages.pushSchema.safeParse({ clientId, mutations: [mutation] }).success).toBe(false);
  });

  it('refuses none, too many, and a client without a proper id', () => {
    const parse = (push: unknown) => messages.pushSchema.safeParse(push).success;
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
