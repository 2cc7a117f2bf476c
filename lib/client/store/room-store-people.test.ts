import { describe, expect, it, vi } from 'vitest';
import { wireError } from '#lib/protocol/errors.ts';
import type { Act } from '#lib/protocol/messages.ts';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { settle } from '#lib/testing/fake-clock.ts';
import { setUpStore } from '../testing/store-rig.ts';
import type { ActOutcome, CheerCounts } from './room-state.ts';

type Rig = ReturnType<typeof setUpStore>;

const RESET = { type: 'reset' } as const;
const DONE = { ok: true, version: 11, generation: 2, duplicate: false, players: [] };

/** Asks for a reset, and tells what has come of it so far. */
function reset({ store }: Rig) {
  const asked: { outcome: ActOutcome | null } = { outcome: null };
  void store.act(RESET).then((outcome) => {
    asked.outcome = outcome;
  });
  return asked;
}

const acts = ({ sockets }: Rig) => sockets.latest.all('act').map(({ payload }) => payload as Act);

describe('an action', () => {
  it('is sent under a key of its own, and its answer is the outcome', async () => {
    const rig = setUpStore();
    await rig.live();
    const asked = reset(rig);
    reset(rig);
    await settle();
    const [first, second] = acts(rig);
    expect(first?.action).toEqual(RESET);
    expect(first?.key).toMatch(/./);
    expect(second?.key).not.toBe(first?.key);
    rig.sockets.latest.all('act')[0]?.answer({ ...DONE, players: [3] });
    await settle();
    expect(asked.outcome).toMatchObject({ ok: true, version: 11, players: [3] });
  });

  it('that is refused says why', async () => {
    const rig = setUpStore();
    await rig.live();
    const asked = reset(rig);
    await settle();
    const error = wireError('not_allowed', { message: 'Only hosts reset.' });
    rig.sockets.latest.last('act').answer({ ok: false, error });
    await settle();
    expect(asked.outcome).toEqual({ ok: false, error });
  });

  it('whose answer was lost is asked again on the next connection, under the same key, once', async () => {
    const rig = setUpStore();
    await rig.live();
    const asked = reset(rig);
    await settle();
    const [first] = acts(rig);
    await rig.reconnect();
    expect(acts(rig)).toEqual([first]);
    await rig.reconnect();
    expect(acts(rig)).toEqual([]);
    expect(asked.outcome).toMatchObject({ ok: false, error: { retryable: true } });
  });

  it('that the second connection answers is done', async () => {
    const rig = setUpStore();
    await rig.live();
    const asked = reset(rig);
    await settle();
    await rig.reconnect();
    rig.sockets.latest.last('act').answer({ ...DONE, duplicate: true });
    await settle();
    expect(asked.outcome).toMatchObject({ ok: true });
  });

  it('that is refused when asked again may be done yet, by who was asked first', async () => {
    const rig = setUpStore();
    await rig.live();
    const asked = reset(rig);
    await settle();
    await rig.reconnect();
    rig.sockets.latest.last('act').answer({ ok: false, error: wireError('nothing_to_undo') });
    await settle();
    expect(asked.outcome).toMatchObject({ ok: false, error: { retryable: true } });
  });

  it('waits for a connection, but not for long: done late it may not be wanted any more', async () => {
    const rig = setUpStore();
    await rig.start();
    const soon = reset(rig);
    await rig.clock.advanceAsync(5_000);
    rig.enter();
    expect(acts(rig)).toHaveLength(1);
    rig.sockets.latest.last('act').answer(DONE);
    rig.sockets.latest.drop();
    rig.environment.emit('offline');
    const late = reset(rig);
    await rig.clock.advanceAsync(15_000);
    expect(soon.outcome).toMatchObject({ ok: true });
    expect(late.outcome).toMatchObject({ ok: false });
    rig.environment.emit('online');
    await rig.clock.advanceAsync(1_000);
    rig.enter();
    expect(acts(rig)).toEqual([]);
  });

  it('has an outcome also where the page is closed meanwhile, or not started', async () => {
    const rig = setUpStore();
    const early = reset(rig);
    await rig.live();
    const asked = reset(rig);
    await settle();
    rig.store.close();
    await settle();
    expect(early.outcome).toMatchObject({ ok: false });
    expect(asked.outcome).toMatchObject({ ok: false });
    expect(rig.clock.pending).toBe(0);
  });

  it('joins anew where the server does not know the room of the connection', async () => {
    const rig = setUpStore();
    await rig.live();
    const asked = reset(rig);
    await settle();
    rig.sockets.latest.last('act').answer({ ok: false, error: wireError('not_joined') });
    await rig.clock.advanceAsync(1_000);
    rig.enter();
    rig.sockets.latest.last('act').answer(DONE);
    await settle();
    expect(asked.outcome).toMatchObject({ ok: true });
  });
});

describe('who the person is', () => {
  it('comes with the join, and changes when the server says so', async () => {
    const rig = setUpStore();
    expect(rig.store.getState().you).toBeNull();
    await rig.start();
    rig.enter({ you: { role: 'scorekeeper', player: null } });
    expect(rig.store.getState().you).toEqual({ role: 'scorekeeper', player: null });
    rig.sockets.latest.say('you', { role: 'scorekeeper', player: 2 });
    expect(rig.store.getState().you?.player).toBe(2);
  });

  it('is found anew when a right is taken back: the page says so and joins again', async () => {
    const rig = setUpStore();
    await rig.start();
    rig.enter({ you: { role: 'host', player: null } });
    const message = 'Your link was taken back.';
    rig.sockets.latest.say('problem', wireError('access_revoked', { message }));
    expect(rig.store.getState().notice).toEqual({ kind: 'problem', text: message });
    expect(rig.store.getState().link).toBe('reconnecting');
    await rig.clock.advanceAsync(1_000);
    rig.enter({ you: { role: 'participant', player: null } });
    expect(rig.store.getState()).toMatchObject({ link: 'live', you: { role: 'participant' } });
    expect(rig.store.getState().notice?.kind).toBe('problem');
  });

  it.each(['pin_required', 'room_locked', 'room_not_found'] as const)(
    'may be nobody: %s stops the page, with the reason',
    async (kind) => {
      const rig = setUpStore();
      await rig.start();
      rig.sockets.latest.accept();
      rig.sockets.latest.last('join').answer({ ok: false, error: wireError(kind) });
      expect(rig.store.getState().notice).toMatchObject({ kind: 'stopped', reason: kind });
      await rig.clock.advanceAsync(60_000);
      expect(rig.sockets.opened).toHaveLength(1);
    },
  );
});

describe('cheers', () => {
  it('are sent now or never, and come back added up, as no part of the state', async () => {
    const rig = setUpStore();
    const heard = vi.fn<(counts: CheerCounts) => void>();
    const unsubscribe = rig.store.subscribeCheers(heard);
    rig.store.cheer('🎉');
    await rig.live();
    expect(rig.sockets.latest.all('message')).toEqual([]);
    rig.store.cheer('🎉');
    expect(rig.sockets.latest.last('message').payload).toEqual({ kind: 'cheer', emoji: '🎉' });
    const before = rig.store.getState();
    rig.sockets.latest.say('message', { kind: 'cheers', counts: [['🎉', 12]] });
    expect(heard).toHaveBeenCalledExactlyOnceWith([['🎉', 12]]);
    expect(rig.store.getState()).toBe(before);
    unsubscribe();
    rig.sockets.latest.say('message', { kind: 'cheers', counts: [['🎉', 1]] });
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('that are too many, or off, are refused visibly', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.store.cheer('🔥');
    const error = wireError('rate_limited', { message: 'That is a lot of cheering.' });
    rig.sockets.latest.last('message').answer({ ok: false, error });
    expect(rig.store.getState().notice).toEqual({ kind: 'problem', text: error.message });
  });
});

describe('an announcement', () => {
  it('shows until it is dismissed, the latest one', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('message', { kind: 'announcement', text: 'Break!' });
    rig.sockets.latest.say('message', { kind: 'announcement', text: 'Round two' });
    expect(rig.store.getState().announcement?.text).toBe('Round two');
    rig.store.dismissAnnouncement();
    expect(rig.store.getState().announcement).toBeNull();
  });
});

describe('the own last tap', () => {
  const undoable = ({ store }: Rig) => store.getState().undoable;

  it('can be taken back once it counts, for as long as the room says', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    expect(undoable(rig)).toBeNull();
    rig.ack(1, 11);
    expect(undoable(rig)).toEqual({ player: 1, delta: 5 });
    rig.clock.advance(DEFAULT_SETTINGS.undoSeconds * 1_000 - 1);
    expect(undoable(rig)).not.toBeNull();
    rig.clock.advance(1);
    expect(undoable(rig)).toBeNull();
  });

  it('leads to the one before it, and to nothing where the server knows of none', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    rig.ack(1, 11);
    await rig.tap(2, 1);
    rig.ack(2, 12);
    expect(undoable(rig)).toEqual({ player: 2, delta: 1 });
    const undone = rig.store.act({ type: 'undo-own' });
    await settle();
    rig.sockets.latest.last('act').answer(DONE);
    await undone;
    expect(undoable(rig)).toEqual({ player: 1, delta: 5 });
    const refused = rig.store.act({ type: 'undo-own' });
    await settle();
    rig.sockets.latest.last('act').answer({ ok: false, error: wireError('nothing_to_undo') });
    await refused;
    expect(undoable(rig)).toBeNull();
  });

  it('is not one that was refused, nor one of an earlier generation', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    rig.ack(1, 10, { refused: [[1, 'scoring_locked']] });
    expect(undoable(rig)).toBeNull();
    await rig.tap(1, 1);
    rig.ack(2, 11);
    expect(undoable(rig)).not.toBeNull();
    rig.sockets.latest.say('delta', [10, 12, [1, 0, 2, 0], { generation: 2 }]);
    expect(undoable(rig)).toBeNull();
  });

  it('cannot be taken back in a room that gives no time for it', async () => {
    const rig = setUpStore();
    await rig.live();
    const settings = { ...DEFAULT_SETTINGS, undoSeconds: 0 };
    rig.sockets.latest.say('delta', [10, 11, [], { settings }]);
    await rig.tap(1, 5);
    rig.ack(1, 12);
    expect(undoable(rig)).toBeNull();
  });
});
