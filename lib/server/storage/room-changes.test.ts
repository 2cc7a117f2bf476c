import { expect, it } from 'vitest';
import { scoresOf, tapsOf } from './packed-rows.ts';
import { changesOf, rowsOf } from './room-changes.ts';
import {
  addPlayer,
  change,
  changePlayer,
  clientId,
  commitOf,
  tap,
  testBoard,
} from './testing/storage-test-kit.ts';

const board = testBoard('AAAAAA', ['Ada', 'Grace', 'Linus']);

it('[SQ16] a tap writes a score, the head of the room and what it stands for', () => {
  const by = { clientId: clientId(1), id: 1 };
  const commit = commitOf(1, board, [tap(2, 5, by), tap(2, 1)]);
  const changes = changesOf(commit);
  expect(changes).toMatchObject({ profile: null, players: [], removed: [] });
  expect([...scoresOf(changes.scores)]).toEqual([[6, 3, 3, 2]]);
  const [first, second] = commit.events;
  expect([...tapsOf(changes.events)]).toEqual([[0, 1, 2, 1, 2, 5, 5, first?.at]]);
  expect(changes.events.others).toEqual([second]);
  expect(changes.marks).toEqual({ clientIds: [by.clientId], lastIds: [1], identities: [] });
  expect(rowsOf({ type: 'commit', changes })).toBe(5);
});

it('[SQ16] what else changed is written as a whole', () => {
  const steps = [tap(1, 1), changePlayer(1, { name: 'Ada L.' }), addPlayer('Barbara')];
  const { after, ...commit } = commitOf(1, board, steps);
  const changes = changesOf({ ...commit, after });
  expect(changes.scores).toEqual([]);
  expect(changes.players).toEqual([after.players.get(1), after.players.get(4)]);
  expect(changes.profile).toMatchObject({ name: board.name, playerCount: 4 });

  const renamed = commitOf(1, board, [change(() => ({ name: 'Finale' }))]);
  expect(changesOf(renamed)).toMatchObject({ profile: { name: 'Finale', playerCount: 3 } });
});
