import fc from 'fast-check';
import { expect, it } from 'vitest';
import { standings } from '#lib/board/rank.ts';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { placesOf } from './places.ts';

type Board = Parameters<typeof placesOf>[0];

const boardOf = (scores: readonly number[], more: Partial<Board['settings']> = {}): Board => ({
  settings: { ...DEFAULT_SETTINGS, ...more },
  players: new Map(
    scores.map((score, index) => [index + 1, { id: index + 1, name: `P${index}`, score }]),
  ),
});

it('places are those of the standings, whatever board was looked at before', () => {
  const board = fc
    .record({
      scores: fc.array(fc.integer({ min: -2, max: 3 }), { maxLength: 12 }),
      ties: fc.constantFrom('shared' as const, 'dense' as const, 'first' as const),
      wins: fc.constantFrom('high' as const, 'low' as const),
    })
    .map(({ scores, ...rules }) => boardOf(scores, rules));
  fc.assert(
    fc.property(fc.array(board, { maxLength: 4 }), (boards) => {
      for (const one of boards) {
        const ranked = standings(one.players.values(), one.settings);
        const { order, byId } = placesOf(one);
        expect(order).toEqual(ranked.map(({ id }) => id));
        for (const { id, rank, tied } of ranked) expect(byId.get(id)).toMatchObject({ rank, tied });
      }
    }),
  );
});

it('whoever stands as before keeps the same place, and the order is the same where nobody passes another', () => {
  const before = placesOf(boardOf([9, 5, 5, 1]));
  const after = placesOf(boardOf([10, 5, 5, 2]));
  expect(after.order).toBe(before.order);
  for (const id of after.order) expect(after.byId.get(id)).toBe(before.byId.get(id));
  const passed = placesOf(boardOf([10, 5, 6, 2]));
  expect(passed.order).toEqual([1, 3, 2, 4]);
  expect(passed.byId.get(1)).toBe(before.byId.get(1));
});

it('at the start of a game nobody leads', () => {
  const leaders = (scores: readonly number[]) =>
    [...placesOf(boardOf(scores)).byId].filter(([, { leads }]) => leads).map(([id]) => id);
  expect(leaders([0, 0, 0])).toEqual([]);
  expect(leaders([2, 2])).toEqual([1, 2]);
  expect(leaders([0, 3, 3])).toEqual([2, 3]);
});
