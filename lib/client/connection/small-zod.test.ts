import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CODE_ALPHABET } from '#lib/protocol/code.ts';
import { wireError } from '#lib/protocol/errors.ts';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';

interface Reader {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown };
}

/** All schemas of what a page reads or checks, made by zod and made by ours. */
async function schemas(): Promise<Map<string, Reader>> {
  const modules: object[] = [
    await import('#lib/protocol/server-messages.ts'),
    await import('#lib/protocol/errors.ts'),
    await import('#lib/protocol/settings.ts'),
    await import('#lib/protocol/roles.ts'),
    await import('#lib/protocol/code.ts'),
    await import('#lib/protocol/name.ts'),
  ];
  const found = modules.flatMap((module) => Object.entries<unknown>({ ...module }));
  return new Map(
    found.filter(
      (entry): entry is [string, Reader] =>
        entry[0].endsWith('Schema') && typeof entry[1] === 'object',
    ),
  );
}

const byZod = await schemas();
vi.resetModules();
vi.doMock('zod/mini', () => import('./small-zod.ts'));
const bySmallZod = await schemas();

const YOU = { role: 'host', player: null };
const PLAYER = {
  id: 1,
  name: 'Ada',
  score: 5,
  scoredAt: 3.5,
  position: 2,
  claim: 'taken',
  colour: 3,
};
const SNAPSHOT = {
  code: 'CCCCCC',
  name: 'Quiz night',
  epoch: 7,
  version: 10,
  generation: 1,
  settings: DEFAULT_SETTINGS,
  players: [PLAYER, { id: 2, name: 'Grace', score: -4 }],
};
const CHANGES = {
  name: 'Finals',
  generation: 2,
  settings: DEFAULT_SETTINGS,
  players: [PLAYER],
  removed: [3],
};
/** One good one of each, from which the bad ones are made. */
const GOOD: readonly unknown[] = [
  SNAPSHOT,
  PLAYER,
  YOU,
  DEFAULT_SETTINGS,
  CHANGES,
  [10, 11, [1, 5, 2, 8]],
  [10, 11, [1, 5], CHANGES],
  { ok: true, epoch: 7, snapshot: SNAPSHOT, lastId: 3, you: YOU, here: 2, now: 1.5 },
  {
    ok: true,
    epoch: 7,
    delta: [10, 10, []],
    lastId: 0,
    you: { role: 'spectator', player: 4 },
    here: 1,
    now: 0,
  },
  { ok: true, upTo: 3, version: 12, duplicates: [1], refused: [[2, 'scoring_locked']] },
  { ok: true, version: 3, generation: 1, duplicate: false, players: [1, 2] },
  { ok: true, now: 5 },
  { ok: false, error: wireError('rate_limited', { retryAfterMs: 20 }) },
  wireError('out_of_order', { expected: 4 }),
  { epoch: 7, version: 3, now: 12 },
  { here: 3 },
  { kind: 'greeting', text: 'Welcome' },
  { kind: 'cheers', counts: [['🎉', 3]] },
  { kind: 'announcement', text: 'Break!' },
  { delayMs: 100 },
  'host',
  'CCCCCC',
  'Ada',
];

const code = fc.string({
  unit: fc.constantFrom(...Array.from(`${CODE_ALPHABET} -o`)),
  maxLength: 9,
});

/** The same with something in it changed, left out, or added, at any depth. */
function altered(value: unknown): fc.Arbitrary<unknown> {
  const other = fc.oneof(
    fc.constantFrom(undefined, null, 0, -1, 1.5, '', 'x', true, [], {}, Number.NaN, 2 ** 60),
    fc.jsonValue({ maxDepth: 1 }),
  );
  if (typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const children = keys.map((key): fc.Arbitrary<unknown> => {
    const child: unknown = Reflect.get(value, key);
    return altered(child).map((changed) => {
      return Array.isArray(value)
        ? value.map((item: unknown, index) => (String(index) === key ? changed : item))
        : { ...value, [key]: changed };
    });
  });
  const without = keys.map((key) => {
    const rest = Object.entries(value).filter(([name]) => name !== key);
    return fc.constant(
      Array.isArray(value) ? rest.map(([, item]) => item as unknown) : Object.fromEntries(rest),
    );
  });
  const more = fc.constant(
    Array.isArray(value) ? [...(value as unknown[]), 9] : { ...value, later: 1 },
  );
  return fc.oneof(other, more, ...children, ...without);
}

describe('the small reader', () => {
  it('reads the same schemas as zod', () => {
    expect([...bySmallZod.keys()]).toEqual([...byZod.keys()]);
    expect(byZod.size).toBeGreaterThan(15);
    expect(byZod.get('youSchema')).toHaveProperty('_zod');
    expect(bySmallZod.get('youSchema')).not.toHaveProperty('_zod');
  });

  it.each([...byZod.keys()])('takes by %s what zod takes, and makes the same of it', (name) => {
    const read = (reader: Reader | undefined, value: unknown) => {
      const { success, data } = reader?.safeParse(structuredClone(value)) ?? { success: null };
      return success === true ? { success, data } : { success };
    };
    const same = (value: unknown) => {
      expect(read(bySmallZod.get(name), value)).toEqual(read(byZod.get(name), value));
    };
    for (const good of GOOD) same(good);
    const message = fc.oneof(...GOOD.map(altered), fc.jsonValue(), fc.string(), code);
    fc.assert(fc.property(message, same), { numRuns: 500 });
  });
});
