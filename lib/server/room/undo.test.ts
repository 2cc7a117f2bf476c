import { beforeEach, expect, it } from 'vitest';
import type { Action } from '#lib/protocol/actions.ts';
import { actor, HOST, PARTICIPANT, SCOREKEEPER, SPECTATOR } from '#lib/testing/actors.ts';
import { settle } from '#lib/testing/fake-clock.ts';
import { RoomRig } from './testing/room-rig.ts';

const ADA = 1;
const GRACE = 2;

let rig: RoomRig;

beforeEach(async () => {
  rig = await new RoomRig().create();
});

const undo = (event: number): Action => ({ type: 'undo', event });
const redo = (event: number): Action => ({ type: 'redo', event });
const undoOwn = (clientId?: string, by = PARTICIPANT) =>
  rig.refusal({ type: 'undo-own' }, by, { clientId });

it('[RU1] an event is taken back and counts again, whatever came after', async () => {
  const five = await rig.tap(ADA, 5);
  await rig.tap(ADA, 2);
  await rig.act({ type: 'set-score', player: ADA, score: 10 });
  const undone = await rig.act({ ...undo(five.version), reason: 'Wrong player' } as Action);
  expect([rig.score(ADA), undone.players]).toEqual([5, [ADA]]);
  expect(await rig.refusal(undo(five.version))).toBe('already_undone');
  await rig.reopen();
  expect(await rig.refusal(undo(five.version))).toBe('already_undone');
  await rig.act(redo(five.version), SCOREKEEPER);
  expect(rig.score(ADA)).toBe(10);
  expect(await rig.refusal(redo(five.version))).toBe('not_undone');

  const log = await rig.storage.log(rig.room.roomId, { limit: 10 });
  expect(log.map(({ kind, delta, about, reason }) => [kind, delta, about, reason])).toEqual([
    ['redo', 5, five.version, null],
    ['undo', -5, five.version, 'Wrong player'],
    ['set', 3, null, null],
    ['tap', 2, null, null],
    ['tap', 5, null, null],
  ]);
});

it('[RU2] of many who take the same event back at once, one does', async () => {
  const { version } = await rig.tap(ADA, 5);
  rig.storage.hold();
  const many = Array.from({ length: 10 }, () => rig.refusal(undo(version)));
  await settle();
  const later = rig.refusal(undo(version));
  rig.storage.release();
  const answers = await Promise.all([...many, later]);
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'already_undone')).toHaveLength(10);
  expect(rig.score(ADA)).toBe(0);
});

it('[RU2] undo and redo at once follow one another', async () => {
  const { version } = await rig.tap(ADA, 5);
  const answers = [undo(version), redo(version), undo(version)].map((one) => rig.refusal(one));
  expect(await Promise.all(answers)).toEqual(['done', 'done', 'done']);
  expect(rig.score(ADA)).toBe(0);
  expect(await rig.storage.findEvent(rig.room.roomId, version)).toMatchObject({ undoneBy: 5 });
});

it('[RU2] an undo is decided on what the commit before it left', async () => {
  const { version } = await rig.tap(ADA, 5);
  rig.storage.hold();
  const first = rig.refusal(undo(version));
  await settle();
  // It waits for the first one's commit, and looks only then.
  const second = rig.refusal(undo(version));
  await settle();
  rig.storage.release();
  expect(await Promise.all([first, second])).toEqual(['done', 'already_undone']);
});

it('[RU3] events of other generations, and what is none, are not taken back', async () => {
  const { version } = await rig.tap(ADA, 5);
  expect(await rig.refusal(undo(99))).toBe('unknown_score_event');
  await rig.act({ type: 'rename-room', name: 'Other' });
  expect(await rig.refusal(undo(version + 1))).toBe('unknown_score_event');
  await rig.act({ type: 'reset' });
  expect(await rig.refusal(undo(version))).toBe('stale_generation');
  expect(rig.scores).toEqual([0, 0]);
});

it('[RU3] a reset that shares the commit with an undo decides it by its place', async () => {
  const { version } = await rig.tap(ADA, 5);
  const answers = [rig.refusal({ type: 'reset' }), rig.refusal(undo(version))];
  expect(await Promise.all(answers)).toEqual(['done', 'stale_generation']);
  expect(rig.scores).toEqual([0, 0]);
});

it('[RU4] an event of a merged player counts on whoever took over', async () => {
  const { version } = await rig.tap(ADA, 5);
  await rig.tap(GRACE, 1);
  const merge = await rig.act({ type: 'merge-players', player: ADA, into: GRACE });
  await rig.act(undo(version));
  expect(rig.scores).toEqual([1]);
  expect(await rig.refusal(undo(merge.version))).toBe('invalid_message');
  await rig.act({ type: 'restore-player', player: ADA });
  expect(rig.scores).toEqual([0, 1]);
  await rig.act(redo(version));
  expect(rig.scores).toEqual([5, 1]);
});

it('[RU5] people take back their own last tap, the one before it next, within the time', async () => {
  await rig.tap(ADA, 5);
  await rig.tap(ADA, 2);
  await rig.tap(GRACE, 1, { by: actor('participant', 'other'), clientId: 'b' });
  rig.clock.advance(9_000);
  expect(await undoOwn('a')).toBe('done');
  expect(rig.scores).toEqual([5, 1]);
  expect(await undoOwn(), 'by the device alone').toBe('done');
  expect(rig.scores).toEqual([0, 1]);
  expect(await undoOwn('a')).toBe('nothing_to_undo');
  rig.clock.advance(1_001);
  expect(await undoOwn('b', actor('participant', 'other'))).toBe('too_late');
  expect(await undoOwn('a', SPECTATOR)).toBe('not_allowed');
});

it('[RU5] by client where there is no device, and never where the room gives no time', async () => {
  const nobody = actor('participant', null);
  await rig.tap(ADA, 5, { by: nobody, clientId: 'n' });
  expect(await undoOwn('other', nobody)).toBe('nothing_to_undo');
  expect(await undoOwn(undefined, nobody)).toBe('nothing_to_undo');
  await rig.act({ type: 'change-settings', settings: { undoSeconds: 0 } });
  expect(await undoOwn('n', nobody)).toBe('too_late');
  await rig.act({ type: 'change-settings', settings: { undoSeconds: 5 } });
  expect(await undoOwn('n', nobody)).toBe('done');
});

it('[RU5] nothing of an ended generation', async () => {
  await rig.tap(ADA, 5);
  await rig.act({ type: 'reset' });
  expect(await undoOwn('a')).toBe('nothing_to_undo');
});

it('[RU6] so many at once, so many taps', async () => {
  for (const delta of [1, 10, 100, 1_000]) await rig.tap(ADA, delta);
  expect(await Promise.all([undoOwn('a'), undoOwn('a'), undoOwn('a')])).toEqual([
    'done',
    'done',
    'done',
  ]);
  expect(rig.score(ADA)).toBe(1);
});

it('[RU6] a tap of the same commit is the last one', async () => {
  await rig.tap(ADA, 1);
  const tapped = rig.tap(ADA, 10);
  const answers = Promise.all([undoOwn('a'), undoOwn('a'), undoOwn('a')]);
  await tapped;
  expect(await answers).toEqual(['done', 'done', 'nothing_to_undo']);
  expect(rig.score(ADA)).toBe(0);
});

it('[RU1] any of 100,000 events is found and taken back without a look at the others', async () => {
  const versions: number[] = [];
  for (let from = 1; from <= 100_000; from += 5_000) {
    const taps = Array.from({ length: 5_000 }, (_, index) => {
      return { id: from + index, generation: 1, player: ADA, delta: 1 };
    });
    const { version } = await rig.pushAs(HOST, 'many', ...taps);
    versions.push(version);
  }
  let lookUps = 0;
  const { findEvent } = rig.storage;
  rig.storage.findEvent = (...args) => {
    lookUps += 1;
    return findEvent(...args);
  };
  for (const version of versions) await rig.act(undo(version - 2_500));
  expect([rig.score(ADA), lookUps]).toEqual([100_000 - versions.length, versions.length]);
});
