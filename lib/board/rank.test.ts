import { describe, expect, it } from 'vitest';
import { standings } from './rank.ts';

const players = [
  { id: 1, score: 4, scoredAt: 9 },
  { id: 2, score: 9, scoredAt: 3 },
  { id: 3, score: 4, scoredAt: 5 },
  { id: 4, score: -1, scoredAt: 2 },
];

function ranks(...rules: Parameters<typeof standings>) {
  return standings(...rules).map(({ id, rank, tied }) => `${id}: ${rank}${tied ? ' tied' : ''}`);
}

describe('standings', () => {
  it('share ranks among equals and skip the next (1224)', () => {
    expect(ranks(players, { wins: 'high', ties: 'shared' })).toEqual([
      '2: 1',
      '1: 2 tied',
      '3: 2 tied',
      '4: 4',
    ]);
  });

  it('share ranks among equals and skip none (1223)', () => {
    expect(ranks(players, { wins: 'high', ties: 'dense' })).toEqual([
      '2: 1',
      '1: 2 tied',
      '3: 2 tied',
      '4: 3',
    ]);
  });

  it('put whoever came to the score first above', () => {
    expect(ranks(players, { wins: 'high', ties: 'first' })).toEqual([
      '2: 1',
      '3: 2',
      '1: 3',
      '4: 4',
    ]);
  });

  it('share ranks at zero, where all begin, under every rule', () => {
    const start = [
      { id: 1, score: 0, position: 2 },
      { id: 2, score: 0, position: 1, scoredAt: 7 },
    ];
    expect(ranks(start, { wins: 'high', ties: 'first' })).toEqual(['2: 1 tied', '1: 1 tied']);
  });

  it('have the lowest first where low wins', () => {
    expect(ranks(players, { wins: 'low', ties: 'shared' })).toEqual([
      '4: 1',
      '1: 2 tied',
      '3: 2 tied',
      '2: 4',
    ]);
  });

  it('keep equals in the order of their positions, then of their ids', () => {
    const equals = [
      { id: 1, score: 1, position: 5 },
      { id: 2, score: 1 },
      { id: 3, score: 1, position: 2 },
    ];
    const order = standings(equals, { wins: 'high', ties: 'shared' }).map(({ id }) => id);
    expect(order).toEqual([2, 3, 1]);
  });

  it('of nobody are empty', () =>
    expect(standings([], { wins: 'high', ties: 'shared' })).toEqual([]));
});
