import createNext from 'next';
import { expect, it } from 'vitest';

it('Next still marks its own upgrade listener by a field that we set first', () => {
  // pages.ts leans on this private field, so that one dispatcher owns the upgrades: see docs/decisions.
  const next = createNext({ dev: false });
  expect(next).toHaveProperty('didWebSocketSetup', false);
});
