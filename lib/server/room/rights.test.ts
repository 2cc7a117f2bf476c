import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#lib/board/actor.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { SCORING_POLICIES, type Settings } from '#lib/protocol/settings.ts';
import { actor, HOST, PARTICIPANT, SCOREKEEPER, SPECTATOR } from '#lib/testing/actors.ts';
import { RoomRig } from './testing/room-rig.ts';

const ADA = 1;
const GRACE = 2;

let rig: RoomRig;

beforeEach(async () => {
  rig = await new RoomRig().create();
});

const change = (settings: Partial<Settings>) => rig.act({ type: 'change-settings', settings });

describe('taps', () => {
  const counts: Record<Settings['scoring'], string> = {
    anyone: 'host scorekeeper participant',
    self: 'host scorekeeper own',
    scorekeepers: 'host scorekeeper',
    host: 'host',
  };

  it.each(SCORING_POLICIES)('[RP1] count for whom the policy "%s" lets', async (scoring) => {
    await rig.act({ type: 'claim-player', player: ADA }, PARTICIPANT);
    await change({ scoring });
    for (const by of [HOST, SCOREKEEPER, PARTICIPANT, SPECTATOR]) {
      const isCounted = counts[scoring].split(' ').includes(by.role);
      const { verdict } = await rig.tap(GRACE, 1, { by, clientId: by.role });
      expect([by.role, verdict]).toEqual([by.role, isCounted ? 'committed' : 'not_allowed']);
    }
    const isOwnCounted = /own|participant/.test(counts[scoring]);
    const own = await rig.tap(ADA, 1, { clientId: PARTICIPANT.role });
    expect(own.verdict).toBe(isOwnCounted ? 'committed' : 'not_allowed');
  });

  it('[RP1] for themself count as long as the claim lasts, and for nobody without a device', async () => {
    await change({ scoring: 'self' });
    const nobody = actor('participant', null);
    expect((await rig.tap(ADA, 1, { by: nobody, clientId: 'n' })).verdict).toBe('not_allowed');
    await rig.act({ type: 'claim-player', player: ADA }, PARTICIPANT);
    expect((await rig.tap(ADA, 1)).verdict).toBe('committed');
    await rig.act({ type: 'release-player', player: ADA });
    expect((await rig.tap(ADA, 1)).verdict).toBe('not_allowed');
    expect(rig.score(ADA)).toBe(1);
  });

  it('[RP1] that were refused have spent their id, also after a restart', async () => {
    await change({ scoring: 'host' });
    await rig.tap(ADA, 1);
    await rig.reopen();
    await change({ scoring: 'anyone' });
    const again = await rig.push('a', { id: 1, generation: 1, player: ADA, delta: 1 });
    expect(again.verdicts).toEqual([{ id: 1, kind: 'refused', reason: 'not_allowed' }]);
    expect((await rig.tap(ADA, 1)).verdict).toBe('committed');
  });

  it('[RP2] are refused while scoring is locked, whoever makes them', async () => {
    await change({ scoringLocked: true });
    for (const by of [HOST, SCOREKEEPER, PARTICIPANT]) {
      const { verdict } = await rig.tap(ADA, 1, { by, clientId: by.role });
      expect([by.role, verdict]).toEqual([by.role, 'scoring_locked']);
    }
    await change({ scoringLocked: false });
    expect((await rig.tap(ADA, 1)).verdict).toBe('committed');
  });

  it('[RP3] are by steps where nothing may be typed, but for those who keep the score', async () => {
    await change({ steps: [-1, 1], typed: false });
    expect((await rig.tap(ADA, 2)).verdict).toBe('step_not_allowed');
    expect((await rig.tap(ADA, -1)).verdict).toBe('committed');
    expect((await rig.tap(ADA, 2, { by: SCOREKEEPER, clientId: 's' })).verdict).toBe('committed');
    await change({ typed: true });
    expect((await rig.tap(ADA, 2)).verdict).toBe('committed');
  });

  it('[RP4] do not go below a floor of zero', async () => {
    await rig.tap(GRACE, -5);
    await change({ floor: true });
    expect((await rig.tap(ADA, -1)).verdict).toBe('below_zero');
    expect((await rig.tap(GRACE, 2)).verdict, 'on its way up').toBe('committed');
    expect((await rig.tap(ADA, 3)).verdict).toBe('committed');
    const { version } = await rig.tap(ADA, 2);
    expect((await rig.tap(ADA, -5)).verdict).toBe('committed');
    expect(await rig.refusal({ type: 'set-score', player: ADA, score: -1 })).toBe('below_zero');
    await rig.act({ type: 'undo', event: version });
    expect(rig.scores).toEqual([-2, -3]);
  });

  it('[RP6] that share a commit with a lock count before it and not after it', async () => {
    await rig.tap(ADA, 1);
    await rig.room.mark('b');
    rig.storage.hold();
    const first = rig.tap(ADA, 1);
    const lock = change({ scoringLocked: true });
    const later = rig.push('b', { id: 1, generation: 1, player: ADA, delta: 1 });
    rig.storage.release();
    expect((await first).verdict).toBe('committed');
    await lock;
    expect((await later).verdicts).toMatchObject([{ reason: 'scoring_locked' }]);
    expect(rig.score(ADA)).toBe(2);
    expect(rig.storage.commits.at(-1)?.refusals).toHaveLength(1);
  });
});

describe('actions', () => {
  const forHosts: Action[] = [
    { type: 'add-players', names: ['Ken'] },
    { type: 'change-player', player: ADA, name: 'Augusta' },
    { type: 'order-players', players: [GRACE] },
    { type: 'merge-players', player: ADA, into: GRACE },
    { type: 'remove-player', player: ADA },
    { type: 'restore-player', player: ADA },
    { type: 'block-claim', player: ADA, blocked: true },
    { type: 'reset' },
    { type: 'reset-player', player: ADA },
    { type: 'restore-generation', generation: 1 },
    { type: 'rename-room', name: 'Mine' },
    { type: 'change-settings', settings: { scoring: 'host' } },
    { type: 'announce', text: 'Hello' },
  ];

  it.each(forHosts)('[RP5] such as $type are refused to all but hosts', async (action) => {
    const before = rig.room.board;
    for (const by of [SCOREKEEPER, PARTICIPANT, SPECTATOR]) {
      const refusal = await rig.refusal(action, by, { key: 'k' });
      expect([by.role, refusal]).toEqual([by.role, 'not_allowed']);
    }
    expect(rig.room.board).toBe(before);
    expect(rig.heard).toEqual([]);
    expect(await rig.room.mark('k')).toBe(0);
  });

  it('[RP5] of scorekeepers correct scores; those of participants do not', async () => {
    const { version } = await rig.tap(ADA, 1);
    const set: Action = { type: 'set-score', player: ADA, score: 7 };
    const undo: Action = { type: 'undo', event: version };
    for (const by of [PARTICIPANT, SPECTATOR]) {
      expect([await rig.refusal(set, by), await rig.refusal(undo, by)]).toEqual([
        'not_allowed',
        'not_allowed',
      ]);
    }
    await rig.act(set, SCOREKEEPER);
    await rig.act(undo, SCOREKEEPER);
    expect(rig.score(ADA)).toBe(6);
  });

  it('[RP5] that are not allowed do not tell whether their key was used', async () => {
    await rig.act({ type: 'reset' }, HOST, { key: 'same' });
    expect(await rig.refusal({ type: 'reset' }, PARTICIPANT, { key: 'same' })).toBe('not_allowed');
  });

  it('[RP2] that correct scores are for hosts alone while scoring is locked', async () => {
    const { version } = await rig.tap(ADA, 1);
    await change({ scoringLocked: true });
    const undo: Action = { type: 'undo', event: version };
    const corrections: readonly (readonly [Action, Actor])[] = [
      [{ type: 'set-score', player: ADA, score: 7 }, SCOREKEEPER],
      [undo, SCOREKEEPER],
      [{ type: 'undo-own' }, PARTICIPANT],
    ];
    for (const [action, by] of corrections) {
      expect(await rig.refusal(action, by)).toBe('scoring_locked');
    }
    await rig.act({ type: 'set-score', player: ADA, score: 7 });
    await rig.act(undo);
    expect(rig.score(ADA)).toBe(6);
  });
});
