import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { amountsOf, hasButtonPerStep, tapAmounts } from './tap-amounts.ts';
import { scopeOf } from './tap-rules.ts';

describe('the buttons of a lane', () => {
  it('are one for each step, in the order of the room, where few steps are all that there is', () => {
    const rules = { steps: [-1, 1, 5], typed: false };
    expect(tapAmounts(rules, null)).toEqual([-1, 1, 5]);
    expect(tapAmounts(rules, 40)).toEqual([-1, 1, 5]);
  });

  it('go both ways by the chosen amount where any amount may be given', () => {
    expect(tapAmounts(DEFAULT_SETTINGS, null)).toEqual([-1, 1]);
    expect(tapAmounts(DEFAULT_SETTINGS, 10)).toEqual([-10, 10]);
    expect(tapAmounts(DEFAULT_SETTINGS, 40)).toEqual([-40, 40]);
  });

  it('are the typed amount as long as there is one, also beside signed steps', () => {
    const rules = { steps: [-1, 1, 5], typed: true };
    expect(tapAmounts(rules, null)).toEqual([-1, 1, 5]);
    expect(tapAmounts(rules, 7)).toEqual([-7, 7]);
    expect(tapAmounts(rules, 1)).toEqual([-1, 1, 5]);
  });

  it('offer nothing that the room refuses where many steps are chosen from', () => {
    const rules = { steps: [-5, 1, 2, 5, 10], typed: false };
    expect(hasButtonPerStep(rules)).toBe(false);
    expect(amountsOf(rules)).toEqual([5, 1, 2, 10]);
    expect(tapAmounts(rules, 5)).toEqual([-5, 5]);
    expect(tapAmounts(rules, 2)).toEqual([2]);
    expect(tapAmounts(rules, 40)).toEqual([-5, 5]);
  });
});

describe('for whom one can tap', () => {
  const settings = (scoring: 'anyone' | 'self' | 'scorekeepers' | 'host') => ({ scoring });

  it('is nobody until it is known who one is', () => {
    expect(scopeOf(null, settings('anyone'))).toBe('none');
  });

  it.each([
    ['participant', 'anyone', 'all'],
    ['participant', 'self', 'own'],
    ['participant', 'scorekeepers', 'none'],
    ['scorekeeper', 'scorekeepers', 'all'],
    ['scorekeeper', 'host', 'none'],
    ['host', 'host', 'all'],
    ['spectator', 'anyone', 'none'],
  ] as const)('as %s under the policy “%s” is %s', (role, scoring, scope) => {
    expect(scopeOf({ role, player: 1 }, settings(scoring))).toBe(scope);
  });
});
