import { beforeEach, expect, it } from 'vitest';
import { actor, PARTICIPANT, SPECTATOR } from '#lib/testing/actors.ts';
import { RoomRig } from './testing/room-rig.ts';

const ADA = 1;
const GRACE = 2;
const OTHER = actor('participant', 'another device');

let rig: RoomRig;

beforeEach(async () => {
  rig = await new RoomRig().create();
});

const claimedBy = () => Array.from(rig.room.board.players.values(), (player) => player.claimedBy);
const claim = (player: number, by = PARTICIPANT) => rig.act({ type: 'claim-player', player }, by);

it('[RK1] a device plays as one player, also after a restart', async () => {
  await claim(ADA);
  await claim(GRACE);
  await rig.reopen();
  expect(claimedBy()).toEqual([null, PARTICIPANT.device]);
  await rig.act({ type: 'change-settings', settings: { selfJoin: true } });
  await rig.act({ type: 'take-part', name: 'Ken' }, PARTICIPANT);
  expect(claimedBy()).toEqual([null, null, PARTICIPANT.device]);
});

it('[RK1] whoever brings no device cannot claim', async () => {
  const action = { type: 'claim-player', player: ADA } as const;
  expect(await rig.refusal(action, actor('participant', null))).toBe('not_allowed');
  expect(await rig.refusal(action, SPECTATOR)).toBe('not_allowed');
});

it('[RK1] of two who claim at once, one does', async () => {
  const action = { type: 'claim-player', player: ADA } as const;
  const both = [rig.refusal(action, PARTICIPANT), rig.refusal(action, OTHER)];
  expect(await Promise.all(both)).toEqual(['done', 'claim_taken']);
});

it('[RK2] a claim is its own device’s and the host’s to let go of', async () => {
  await claim(ADA);
  const release = { type: 'release-player', player: ADA } as const;
  expect(await rig.refusal({ type: 'claim-player', player: ADA }, OTHER)).toBe('claim_taken');
  expect(await rig.refusal(release, OTHER)).toBe('not_allowed');
  expect(await rig.refusal(release, PARTICIPANT)).toBe('done');
  await claim(ADA, OTHER);
  expect(await rig.refusal(release)).toBe('done');
  expect(claimedBy()).toEqual([null, null]);
});

it('[RK3] a blocked player is nobody’s', async () => {
  await claim(ADA);
  await rig.act({ type: 'block-claim', player: ADA, blocked: true });
  expect(claimedBy()).toEqual([null, null]);
  expect(await rig.refusal({ type: 'claim-player', player: ADA }, PARTICIPANT)).toBe(
    'claim_blocked',
  );
  await rig.act({ type: 'block-claim', player: ADA, blocked: false });
  await claim(ADA);
  expect(claimedBy()).toEqual([PARTICIPANT.device, null]);
});

it('[RK4] all hear of claims after the commit that changed them, and only then', async () => {
  const told = () => rig.heard.flatMap((item) => (item.what === 'claims' ? [item.claimedBy] : []));
  rig.storage.hold();
  const claimed = claim(ADA);
  await rig.clock.advanceAsync(10);
  expect(told()).toEqual([]);
  rig.storage.release();
  await claimed;
  await rig.tap(ADA, 1);
  await rig.act({ type: 'merge-players', player: ADA, into: GRACE });
  await rig.act({ type: 'remove-player', player: GRACE });
  await rig.act({ type: 'restore-player', player: GRACE });
  const { device } = PARTICIPANT;
  expect(told()).toEqual([[device, null], [device], [], [device]]);
});

it('[RK5] claims follow a device that moves', async () => {
  await claim(ADA);
  await rig.room.moveDevice(PARTICIPANT.device ?? '', 'new');
  expect(claimedBy()).toEqual(['new', null]);
  await rig.reopen();
  expect(claimedBy()).toEqual(['new', null]);
  await rig.room.moveDevice('unknown', 'other');
  expect(claimedBy()).toEqual(['new', null]);
});

it('[RK6] people take part where the room lets them, each by a name of their own', async () => {
  const takePart = (name: string) => ({ type: 'take-part', name }) as const;
  expect(await rig.refusal(takePart('Ken'), PARTICIPANT)).toBe('not_allowed');
  expect(await rig.refusal(takePart('Ken'), SPECTATOR)).toBe('not_allowed');
  await rig.act({ type: 'change-settings', settings: { selfJoin: true } });
  expect(await rig.refusal(takePart('ADA'), PARTICIPANT)).toBe('name_taken');
  expect((await rig.act(takePart('Ken'), PARTICIPANT)).players).toEqual([3]);
  expect(await rig.refusal(takePart('Tony'), SPECTATOR)).toBe('not_allowed');
});
