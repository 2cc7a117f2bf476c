import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { rebase } from '#lib/board/rebase.ts';
import { viewOf } from '#lib/board/view.ts';
import { keepIdentity } from './keep-identity.ts';

const snapshot = (scores: readonly number[], version = 1) => ({
  code: 'CCCCCC',
  name: 'Quiz night',
  epoch: 1,
  version,
  generation: 1,
  settings: DEFAULT_SETTINGS,
  players: scores.map((score, index) => ({ id: index + 1, name: `P${index}`, score })),
});

describe('keepIdentity', () => {
  it('keeps the players that a snapshot does not change', () => {
    const before = viewOf(snapshot([1, 2, 3]));
    const after = keepIdentity(before, viewOf(snapshot([1, 9, 3], 2)));
    expect(after.players.get(1)).toBe(before.players.get(1));
    expect(after.players.get(2)?.score).toBe(9);
    expect(after.version).toBe(2);
  });

  it('keeps the whole map where nobody changed', () => {
    const before = viewOf(snapshot([1, 2]));
    expect(keepIdentity(before, viewOf(snapshot([1, 2], 2))).players).toBe(before.players);
  });

  it('keeps players under the same pending taps', () => {
    const view = viewOf(snapshot([1, 2]));
    const taps = [{ generation: 1, player: 1, delta: 1 }];
    const before = rebase(view, taps);
    expect(keepIdentity(before, rebase(view, taps)).players).toBe(before.players);
  });

  it('does not keep a player that has left, nor the order that it stood in', () => {
    const before = viewOf(snapshot([1, 2, 3]));
    const after = keepIdentity(before, viewOf(snapshot([1, 2], 2)));
    expect([...after.players.keys()]).toEqual([1, 2]);
  });
});
