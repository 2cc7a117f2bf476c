import createNext from 'next';
import { expect, it } from 'vitest';

it('Next still marks its own upgrade listener by a field that we set first', () => {
  // next.ts leans on this private field, so that one dispatcher owns the upgrades: see docs/decisions.
  const next = createNext({ dev: false });
  expect(next).toHaveProperty('didWebSocketSetup', false);
});

it('Next still has the handler of its own upgrades', () => {
  // Not public either; what it does is walked through in e2e/operator.spec.ts.
  expect('upgradeHandler' in createNext({ dev: false })).toBe(true);
});
