import { beforeEach, expect, it } from 'vitest';
import * as v from 'valibot';
import { snapshotOf } from '#lib/board/diff.ts';
import { applyDelta, viewOf } from '#lib/board/view.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { clientIdSchema } from '#lib/protocol/messages.ts';
import { actor, HOST, PARTICIPANT, SCOREKEEPER } from '#lib/testing/actors.ts';
import { settle } from '#lib/testing/fake-clock.ts';
import { clientOfKey } from './client-of-key.ts';
import { RoomRig } from './testing/room-rig.ts';

const ADA = 1;
const GRACE = 2;

let rig: RoomRig;

beforeEach(async () => {
  rig = await new RoomRig().create();
});

it('[RA1] a key counts once, at once, later and after a restart', async () => {
  const add = () => rig.act({ type: 'add-players', names: ['Ken'] }, HOST, { key: 'k' });
  const [first, second] = await Promise.all([add(), add()]);
  expect(first).toEqual({ version: 2, generation: 1, duplicate: false, players: [3] });
  expect(second).toMatchObject({ version: 2, duplicate: true });
  await rig.tap(ADA, 1);
  await rig.reopen();
  expect(await add()).toMatchObject({ version: 2, duplicate: true });
  expect(rig.room.board.players.size).toBe(3);
});

it('[RA1] a repeated reset with one key is one reset', async () => {
  for (let tries = 0; tries < 3; tries += 1) await rig.act({ type: 'reset' }, HOST, { key: 'k' });
  expect(rig.room.board.generation).toBe(2);
  await rig.act({ type: 'reset' });
  await rig.act({ type: 'reset' });
  expect(rig.room.board.generation).toBe(4);
});

it('[RA1] what was done is a duplicate also where it could not be done any more', async () => {
  const { version } = await rig.tap(ADA, 1);
  const actions: readonly Action[] = [
    { type: 'undo', event: version },
    { type: 'redo', event: version },
    { type: 'undo-own' },
    { type: 'remove-player', player: GRACE },
    { type: 'add-players', names: ['Ken'] },
    { type: 'set-score', player: ADA, score: 5 },
  ];
  const act = (action: Action, key: number) =>
    rig.act(action, HOST, { key: `k${key}`, clientId: 'a' });
  for (const [key, action] of actions.entries()) {
    expect(await act(action, key)).toMatchObject({ duplicate: false });
  }
  await rig.act({ type: 'reset' });
  for (const [key, action] of actions.entries()) {
    const { duplicate } = await act(action, key);
    expect([action.type, duplicate]).toEqual([action.type, true]);
  }
});

it('[RA2] a refused action has not spent its key', async () => {
  const rename = { type: 'change-player', player: ADA, name: 'Grace' } as const;
  expect(await rig.refusal(rename, HOST, { key: 'k' })).toBe('name_taken');
  await rig.act({ type: 'change-player', player: GRACE, name: 'Linus' });
  expect(await rig.act(rename, HOST, { key: 'k' })).toMatchObject({ duplicate: false });
});

it.each([
  ['fail-before', false],
  ['fail-after', true],
] as const)('[RA2] an action whose commit ends as %s counts once', async (fate, duplicate) => {
  rig.storage.next(fate);
  const reset = () => rig.act({ type: 'reset' }, HOST, { key: 'k' });
  await expect(reset()).rejects.toMatchObject({ wire: { retryable: true } });
  expect(await reset()).toMatchObject({ version: 2, generation: 2, duplicate });
  expect(rig.room.board.generation).toBe(2);
});

it('[RA3] a key of a tap is no key of an action, nor the other way round', async () => {
  const tap = { id: 1, generation: null, player: ADA, delta: 1 };
  await rig.pushAs(HOST, clientOfKey('tap', HOST), tap);
  expect(await rig.refusal({ type: 'reset' }, HOST, { key: 'tap' })).toBe('operation_conflict');
  await rig.act({ type: 'rename-room', name: 'Other' }, HOST, { key: 'act' });
  const { verdicts } = await rig.pushAs(HOST, clientOfKey('act', HOST), tap);
  expect(verdicts).toEqual([{ id: 1, kind: 'refused', reason: 'operation_conflict' }]);
  expect([rig.score(ADA), rig.room.board.generation]).toEqual([1, 1]);
});

it('[RA3] a key that was used for another action changes nothing', async () => {
  const { version } = await rig.act({ type: 'rename-room', name: 'Other' }, HOST, { key: 'k' });
  const again = await rig.act({ type: 'reset' }, HOST, { key: 'k' });
  expect(again).toMatchObject({ version, duplicate: true });
  expect(rig.room.board.generation).toBe(1);
});

it.each([
  ['an action of a participant', PARTICIPANT],
  ['an action of another host', { ...HOST, device: 'another' }],
  ['an action of a host of no device', { ...HOST, device: null }],
])('[RA9] a key that is spent by %s is still everybody else’s', async (_, other) => {
  await rig.act({ type: 'claim-player', player: ADA }, { ...other, device: 'x' }, { key: 'k' });
  const claim = { type: 'claim-player', player: GRACE } as const;
  await rig.refusal(claim, other, { key: 'k' });
  expect(await rig.act({ type: 'reset' }, HOST, { key: 'k' })).toMatchObject({ duplicate: false });
  expect(rig.room.board.generation).toBe(2);
});

it('[RA9] no client on a socket can tap under the name that a host’s key has', () => {
  for (const host of [HOST, { ...HOST, device: null }]) {
    expect(v.safeParse(clientIdSchema, clientOfKey('reset-1', host)).success).toBe(false);
  }
});

it('[RA4] the score log says who corrected a score, by which link and why', async () => {
  const by = { ...SCOREKEEPER, deviceName: 'Safari on iPhone', label: 'Table 2' };
  await rig.act({ type: 'set-score', player: ADA, score: 5, reason: 'Counted again' }, by);
  const log = await rig.storage.log(rig.room.roomId, { limit: 10, text: 'again table' });
  expect(log).toMatchObject([
    { kind: 'set', delta: 5, score: 5, reason: 'Counted again', identity: by },
  ]);
});

it('[RA4] all events of one action are by the same, and its key is spent once', async () => {
  await rig.tap(ADA, 3);
  await rig.act({ type: 'merge-players', player: ADA, into: GRACE }, HOST, { key: 'k' });
  const log = await rig.storage.log(rig.room.roomId, { limit: 10, device: HOST.device ?? '' });
  expect(log.map(({ kind, delta }) => [kind, delta])).toEqual([
    ['merge', 3],
    ['merge', -3],
  ]);
  expect(await rig.room.mark(clientOfKey('k', HOST))).toBe(1);
});

it('[RM10] who a client is, is written once, and again when it changes', async () => {
  const identities = () =>
    rig.storage.commits.flatMap(({ marks }) => marks.map(({ identity }) => identity?.role ?? null));
  await rig.tap(ADA, 1);
  await rig.tap(ADA, 1);
  await rig.tap(ADA, 1, { by: { ...PARTICIPANT } });
  await rig.tap(ADA, 1, { by: SCOREKEEPER });
  expect(identities()).toEqual(['participant', null, null, 'scorekeeper']);
});

it('[RA5] what is so already makes no version, and still counts once under its key', async () => {
  await rig.act({ type: 'set-score', player: ADA, score: 5 });
  const set = () => rig.act({ type: 'set-score', player: ADA, score: 5 }, HOST, { key: 'k' });
  expect(await set()).toMatchObject({ version: 2, duplicate: false });
  await rig.tap(ADA, 1);
  expect(await set()).toMatchObject({ version: 2, duplicate: true });
  expect(rig.score(ADA)).toBe(6);
});

it('[RA6] an announcement is told once, after its commit, and is kept nowhere', async () => {
  const told = () => rig.heard.filter(({ what }) => what === 'announcement');
  const announce = () => rig.act({ type: 'announce', text: 'Last round' }, HOST, { key: 'k' });
  rig.storage.hold();
  const announced = announce();
  await settle();
  expect(told()).toEqual([]);
  rig.storage.release();
  await announced;
  await announce();
  expect(told()).toEqual([{ what: 'announcement', text: 'Last round' }]);
  expect(JSON.stringify(rig.storage.commits)).not.toContain('Last round');
  expect(rig.room.board.version).toBe(1);
});

it('[RA7] a rename that races with a removal gets one answer, and so does the removal', async () => {
  for (let round = 0; round < 50; round += 1) {
    const { players } = await rig.act({ type: 'add-players', names: [`Ken ${round}`] });
    const player = players[0] ?? 0;
    const rename = () =>
      rig.refusal({ type: 'change-player', player, name: `Tony ${round}` }, HOST, {
        key: `r${round}`,
      });
    const remove = () => rig.refusal({ type: 'remove-player', player });
    const isRenameFirst = round % 2 === 0;
    const [one, other] = await Promise.all(
      isRenameFirst ? [rename(), remove()] : [remove(), rename()],
    );
    const [renamed, removed] = isRenameFirst ? [one, other] : [other, one];
    expect(removed).toBe('done');
    expect(['done', 'unknown_player']).toContain(renamed);
    const gone = rig.room.board.removed.get(player)?.player.name;
    expect(gone).toBe(renamed === 'done' ? `Tony ${round}` : `Ken ${round}`);
  }
});

it('[RA7] of many who take the same name at once, one does', async () => {
  await rig.act({ type: 'change-settings', settings: { selfJoin: true } });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      rig.refusal({ type: 'take-part', name: 'Ken' }, actor('participant', `device ${index}`)),
    ),
  );
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'name_taken')).toHaveLength(19);
});

it('[RA8] everything about players reaches the screens', async () => {
  const start = viewOf(snapshotOf(rig.room.board));
  await rig.act({ type: 'add-players', names: ['Ken', 'Tony'] });
  await rig.act({ type: 'change-player', player: ADA, name: 'Augusta', colour: 5, shape: 1 });
  await rig.act({ type: 'order-players', players: [4, 3] });
  await rig.act({ type: 'remove-player', player: GRACE });
  await rig.act({ type: 'claim-player', player: 3 }, PARTICIPANT);
  await rig.act({ type: 'restore-player', player: GRACE });
  await rig.act({ type: 'change-settings', settings: { wins: 'low', ties: 'dense' } });
  await rig.act({ type: 'rename-room', name: 'Finals' });
  await rig.clock.advanceAsync(50);
  const view = rig.heard.reduce((current, item) => {
    const outcome = item.what === 'delta' ? applyDelta(current, item.delta) : null;
    return outcome?.kind === 'applied' ? outcome.view : current;
  }, start);
  expect(view).toEqual(viewOf(snapshotOf(rig.room.board)));
});

it('[RL6] a room knows how many taps per second there were lately', async () => {
  expect(rig.room.tapsPerSecond).toBe(0);
  for (let taps = 0; taps < 10; taps += 1) await rig.tap(ADA, 1);
  await rig.tap(9, 1);
  expect(rig.room.tapsPerSecond).toBe(2);
  rig.clock.advance(4_000);
  expect(rig.room.tapsPerSecond).toBe(2);
  rig.clock.advance(1_000);
  expect(rig.room.tapsPerSecond).toBe(0);
  await rig.tap(ADA, 1);
  rig.clock.advance(60_000);
  expect(rig.room.tapsPerSecond).toBe(0);
});
