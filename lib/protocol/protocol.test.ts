import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { CODE_ALPHABET, codeSchema, parseCode } from './code.ts';
import { ERROR_KINDS, ERRORS, REFUSAL_KINDS, ScoreroomError, toWireError } from './errors.ts';
import * as messages from './messages.ts';
import { wireErrorSchema } from './errors.ts';
import { nameSchema, parseName } from './name.ts';
import { createRoomSchema, scoreSchema } from './rest.ts';
import { PROTOCOL_VERSION } from './version.ts';

const clientId = 'A'.repeat(22);
const tap = { id: 1, type: 'score', generation: 1, player: 1, delta: 1 };

describe('wire schema', () => {
  it('is the one that this protocol version names', () => {
    const schemas = { ...messages, wireErrorSchema, createRoomSchema, scoreSchema };
    const wire = Object.entries<unknown>(schemas)
      .filter(([name]) => name.endsWith('Schema'))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => [name, z.toJSONSchema(schema as z.ZodMiniType, { io: 'input' })]);
    const hash = createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
    // A changed wire is a new version: old clients and servers are still out there. Give it a line in version.ts.
    expect({ version: PROTOCOL_VERSION, hash }).toMatchInlineSnapshot(`
      {
        "hash": "735603b66a155750",
        "version": 1,
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

  it.each(['', 'K7WX4', 'K7WX4CC', 'K7WX4O', '../../', 'K7WX4C\r\nX-A: b', 'K'.repeat(100_000)])(
    'does not take %j',
    (typed) => {
      expect(parseCode(typed)).toBeNull();
      expect(codeSchema.safeParse(typed).success).toBe(false);
    },
  );

  it('has no look-alikes and no vowels', () =>
    expect(CODE_ALPHABET).not.toMatch(/[01258AEIOULSZB]/));
});

describe('name', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace\t', 'Ada Lovelace'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ["Robert'); DROP TABLE players;--", "Robert'); DROP TABLE players;--"],
    ['{{7*7}} %s', '{{7*7}} %s'],
    ['Zoe\u0308', 'Zo\u00eb'],
    ['👩‍👩‍👧‍👦 Family', '👩‍👩‍👧‍👦 Family'],
    ['نرم‌افزار', 'نرم‌افزار'],
    ['王小明', '王小明'],
    ['👩🏽‍🚀'.repeat(38), '👩🏽‍🚀'.repeat(38)],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('keeps %j', (raw, name) => {
    expect(parseName(raw)).toEqual({ ok: true, value: name });
    expect(nameSchema.parse(raw)).toBe(name);
  });

  it.each([
    ['empty', ''],
    ['blank', ' \u00a0 '],
    ['zero width', '\u200b'],
    ['Hangul filler', '\u3164'],
    ['Braille blank', '\u2800'],
    ['41 graphemes', 'x'.repeat(41)],
    ['bidi override', 'Ada\u202eecarG'],
    ['bidi isolate', 'Ada\u2066'],
    ['NUL', 'A\u0000da'],
    ['newline', 'Ada\nGrace'],
    ['C1 control', 'A\u0085da'],
    ['lone surrogate', 'Ada\ud800'],
    ['private use', 'Ada\ue000'],
    ['tag characters', 'Ada\u{e0041}'],
    ['unassigned', 'Ada\u{e1000}'],
    ['a pile of marks', `Z${'\u0301'.repeat(200)}`],
    ['50 kB', 'a '.repeat(25_000)],
  ])('refuses one that is %s', (_, raw) => {
    expect(parseName(raw).ok).toBe(false);
    expect(nameSchema.safeParse(raw).success).toBe(false);
  });
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
