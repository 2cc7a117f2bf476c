import { describe, expect, it } from 'vitest';
import { isSameSelection, Selection } from './selection.ts';

describe('Selection', () => {
  it('runs the selector once for each state', () => {
    let runs = 0;
    const state = { score: 1 };
    const get = new Selection<number>().getter(
      () => state,
      ({ score }) => {
        runs += 1;
        return score;
      },
    );
    get();
    get();
    expect(runs).toBe(1);
  });

  it('stays the same object while it shows the same, also under a new selector', () => {
    const selection = new Selection<{ score: number }>();
    let state = { score: 1, other: 1 };
    const getState = () => state;
    const getter = () => selection.getter(getState, ({ score }) => ({ score }));
    const first = getter()();
    state = { score: 1, other: 2 };
    const get = getter();
    expect(get()).toBe(first);
    state = { score: 2, other: 2 };
    expect(get()).toEqual({ score: 2 });
  });
});

describe('isSameSelection', () => {
  it.each([
    [1, 1, true],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [{ a: 1 }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [{ a: undefined }, { b: undefined }, false],
    [[], {}, false],
    [new Map([[1, 1]]), new Map([[2, 2]]), false],
    [null, {}, false],
  ])('of %j and %j', (a, b, expected) => {
    expect(isSameSelection(a, b)).toBe(expected);
  });
});
