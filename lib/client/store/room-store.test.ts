import { describe, expect, it } from 'vitest';
import { wireError } from '#lib/protocol/errors.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { settle } from '#lib/testing/fake-clock.ts';
import { nextToken } from '../testing/fake-tab.ts';
import { RecordingOutbox, scores, setUpStore } from '../testing/store-rig.ts';

describe('tapping', () => {
  it('shows in the same call, before there is any connection, and is sent once there is', async () => {
    const rig = setUpStore();
    rig.store.tap(1, 5);
    expect(rig.ada()).toBe(5);
    expect(rig.store.getState().waiting).toBe(1);
    await rig.live();
    expect(rig.pushes()[0]?.mutations).toEqual([
      { id: 1, type: 'score', generation: 1, player: 1, delta: 5 },
    ]);
    expect(rig.ada()).toBe(5);
  });

  it('is not sent before it is saved', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.store.tap(1, 1);
    expect(rig.pushes()).toEqual([]);
    await settle();
    expect(rig.pushes()).toHaveLength(1);
  });

  it('sends one push at a time: taps made meanwhile join the next', async () => {
    const rig = setUpStore();
    await rig.live();
    for (let times = 0; times < 4; times += 1) await rig.tap();
    expect(rig.ids()).toEqual([[1]]);
    rig.ack(1, 11);
    expect(rig.ids()).toEqual([[1], [2, 3, 4]]);
  });

  it('sends no more in one push than the limit', async () => {
    const rig = setUpStore();
    for (let times = 0; times < 250; times += 1) rig.store.tap(1, 1);
    await rig.live();
    rig.ack(100, 110);
    rig.ack(200, 210);
    rig.ack(250, 260);
    expect(rig.ids().map(({ length }) => length)).toEqual([
      LIMITS.mutationsPerPush,
      LIMITS.mutationsPerPush,
      50,
    ]);
    expect(rig.store.getState().waiting).toBe(0);
  });

  it('tells the listeners once of each tap, and of nothing that does not show', async () => {
    const rig = setUpStore();
    await rig.live();
    const before = rig.changes();
    rig.store.tap(1, 1);
    expect(rig.changes()).toBe(before + 1);
    await settle();
    expect(rig.changes()).toBe(before + 1);
  });

  it('is bounded, and says so', () => {
    const rig = setUpStore();
    for (let times = 0; times < 10_001; times += 1) rig.store.tap(2, 1);
    expect(rig.store.getState().waiting).toBe(10_000);
    expect(rig.store.getState().notice?.kind).toBe('problem');
  });
});

describe('verdicts', () => {
  it('leave the score as it is between the acknowledgement and the delta that holds it', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    const seen: (number | undefined)[] = [];
    rig.store.subscribe(() => seen.push(rig.ada()));
    rig.ack(1, 11);
    expect(rig.store.getState().waiting).toBe(0);
    rig.sockets.latest.say('delta', [10, 11, [1, 5]]);
    expect(new Set(seen)).toEqual(new Set([5]));
    rig.sockets.latest.say('delta', [11, 12, [1, 6]]);
    expect(rig.ada()).toBe(6);
  });

  it('take the tap out of the outbox, and nothing else does', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    rig.sockets.latest.say('delta', [10, 11, [1, 1]]);
    await rig.reconnect({ lastId: 1 });
    expect(rig.outbox.removed).toEqual([]);
    rig.ack(1, 11, { duplicates: [1] });
    expect(rig.outbox.removed).toEqual([[rig.outbox.clientId, 1]]);
  });

  it('that were lost are asked for with the same ids, and count once', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    const [first] = rig.pushes();
    await rig.reconnect({ delta: [10, 11, [1, 5]], lastId: 1 });
    expect(rig.ada()).toBe(5);
    expect(rig.pushes()).toEqual([first]);
    rig.ack(1, 11, { duplicates: [1] });
    expect(rig.ada()).toBe(5);
    expect(rig.store.getState().waiting).toBe(0);
  });

  it('that come after the board which holds their taps leave each shown once', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    // The push is still on its way to its commit as the page comes back.
    await rig.reconnect();
    expect(rig.ada()).toBe(5);
    rig.sockets.latest.say('delta', [10, 11, [1, 5]]);
    expect(rig.ada()).toBe(5);
    rig.ack(1, 11, { duplicates: [1] });
    expect(rig.ada()).toBe(5);
    rig.sockets.latest.last('sync').answer({ ok: true, epoch: 7, delta: [10, 12, [1, 6]] });
    expect(rig.ada()).toBe(6);
    rig.sockets.latest.say('delta', [12, 13, [1, 7]]);
    expect(rig.ada()).toBe(7);
  });

  it('that are put off because of the storage may come after the board which holds their taps', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    const error = wireError('storage_unavailable');
    rig.sockets.latest.last('push').answer({ ok: false, error });
    // It was written: only the storage's answer was lost.
    rig.sockets.latest.say('delta', [10, 11, [1, 5]]);
    expect(rig.ada()).toBe(5);
    await rig.clock.advanceAsync(1_000);
    rig.ack(1, 11, { duplicates: [1] });
    rig.sockets.latest.last('sync').answer({ ok: true, epoch: 7, delta: [10, 12, [1, 6]] });
    expect(rig.ada()).toBe(6);
  });

  it('that are put off keep the board from nobody', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    await rig.reconnect();
    rig.sockets.latest.say('delta', [10, 11, [1, 5]]);
    const error = wireError('rate_limited', { retryAfterMs: 5_000 });
    rig.sockets.latest.last('push').answer({ ok: false, error });
    rig.sockets.latest.last('sync').answer({ ok: true, epoch: 7, delta: [10, 12, [1, 6]] });
    expect(rig.ada()).toBe(6);
  });

  it('that do not come in time are asked for on a new connection', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    await rig.clock.advanceAsync(11_000);
    expect(rig.sockets.opened.length).toBe(2);
    rig.enter();
    expect(rig.ids()).toEqual([[1]]);
  });

  it('that refuse are told with their number, and show no more', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    await rig.tap();
    rig.ack(1, 10, { refused: [[1, 'score_limit']] });
    rig.ack(2, 10, { refused: [[2, 'score_limit']] });
    expect(rig.store.getState().notice).toEqual({
      kind: 'refused',
      reason: 'score_limit',
      count: 2,
    });
    expect(rig.ada()).toBe(0);
    rig.store.dismissNotice();
    expect(rig.store.getState().notice).toBeNull();
  });

  it('are asked for again after the time that the server asks to wait', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    rig.sockets.latest
      .last('push')
      .answer({ ok: false, error: wireError('rate_limited', { retryAfterMs: 2_000 }) });
    await rig.tap();
    rig.clock.advance(1_999);
    expect(rig.ids()).toEqual([[1]]);
    rig.clock.advance(1);
    expect(rig.ids()).toEqual([[1], [1, 2]]);
  });

  it('that wait for a disk say why, until the next that comes', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    const error = wireError('storage_unavailable', { retryAfterMs: 2_000 });
    rig.sockets.latest.last('push').answer({ ok: false, error });
    expect(rig.store.getState().trouble).toBe(error.message);
    await rig.reconnect();
    expect(rig.store.getState().trouble).toBe(error.message);
    expect(rig.store.getState().waiting).toBe(1);
    rig.clock.advance(2_000);
    rig.ack(1, 11);
    expect(rig.store.getState()).toMatchObject({ trouble: null, waiting: 0 });
  });

  it('that wait for a disk which keeps newcomers out as well say so, until the first is let in', async () => {
    const rig = setUpStore();
    await rig.start();
    rig.sockets.latest.accept();
    const error = wireError('storage_unavailable');
    rig.sockets.latest.last('join').answer({ ok: false, error });
    expect(rig.store.getState()).toMatchObject({ trouble: error.message, link: 'reconnecting' });
    await rig.clock.advanceAsync(1_000);
    rig.enter();
    expect(rig.store.getState()).toMatchObject({ trouble: null, link: 'live' });
  });

  it('that never can be are told, and asked for again only on the next connection', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    rig.sockets.latest.last('push').answer({ ok: false, error: wireError('invalid_message') });
    rig.sockets.latest.say('pulse', { epoch: 7, version: 10, now: 1 });
    await rig.clock.advanceAsync(9_000);
    expect(rig.ids()).toEqual([[1]]);
    expect(rig.store.getState().notice?.kind).toBe('problem');
    await rig.reconnect();
    expect(rig.ids()).toEqual([[1]]);
  });
});

describe('a reset', () => {
  it('shows taps of the generation before as not counting, and their refusal as such', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 5);
    rig.sockets.latest.say('delta', [10, 11, [1, 0, 2, 0], { generation: 2 }]);
    expect(rig.ada()).toBe(0);
    rig.ack(1, 11, { refused: [[1, 'stale_generation']] });
    expect(rig.store.getState().notice).toEqual({
      kind: 'refused',
      reason: 'stale_generation',
      count: 1,
    });
    await rig.tap(1, 1);
    expect(rig.pushes().at(-1)?.mutations[0]?.generation).toBe(2);
  });
});

describe('news', () => {
  it('of a gap makes the page ask for what is missing', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('delta', [12, 13, [1, 9]]);
    expect(rig.ada()).toBe(0);
    expect(rig.sockets.latest.last('sync').payload).toEqual({ epoch: 7, version: 10 });
    rig.sockets.latest.last('sync').answer({ ok: true, epoch: 7, delta: [10, 13, [1, 9]] });
    expect(rig.ada()).toBe(9);
  });

  it('of a version that does not come within a second makes the page ask', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('pulse', { epoch: 7, version: 12, now: 1 });
    rig.clock.advance(999);
    expect(rig.sockets.latest.all('sync')).toHaveLength(0);
    rig.clock.advance(1);
    expect(rig.sockets.latest.all('sync')).toHaveLength(1);
  });

  it('of a version that comes within a second does not', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('pulse', { epoch: 7, version: 12, now: 1 });
    rig.sockets.latest.say('delta', [10, 12, [1, 1]]);
    rig.clock.advance(2_000);
    expect(rig.sockets.latest.all('sync')).toHaveLength(0);
  });

  it('of a commit whose delta never comes makes the page ask', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    rig.ack(1, 11);
    rig.clock.advance(1_000);
    expect(rig.sockets.latest.all('sync')).toHaveLength(1);
  });

  it('of another epoch makes the page ask at once, and the answer replaces the board', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('pulse', { epoch: 8, version: 3, now: 1 });
    rig.sockets.latest
      .last('sync')
      .answer({ ok: true, epoch: 8, snapshot: scores(2, 3, { epoch: 8 }) });
    expect(rig.store.getState().board.version).toBe(3);
    expect(rig.ada()).toBe(2);
  });

  it('that cannot be read makes the page ask, once per second at most', async () => {
    const rig = setUpStore();
    await rig.live();
    for (let times = 0; times < 50; times += 1) rig.sockets.latest.say('delta', { nonsense: true });
    expect(rig.sockets.latest.all('sync')).toHaveLength(1);
    rig.sockets.latest.last('sync').answer({ ok: true, epoch: 7, delta: [10, 10, []] });
    rig.clock.advance(1_000);
    expect(rig.sockets.latest.all('sync')).toHaveLength(2);
  });

  it('that is old never takes the board back within an epoch', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('delta', [10, 15, [1, 9]]);
    rig.sockets.latest.say('snapshot', scores(1, 12));
    rig.sockets.latest.say('delta', [11, 14, [1, 3]]);
    await rig.reconnect({ delta: undefined, snapshot: scores(2, 14) });
    expect(rig.ada()).toBe(9);
    expect(rig.store.getState().board.version).toBe(15);
  });

  it('changes the rows that it names and no other', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 1);
    const before = rig.store.getState().board.players;
    rig.sockets.latest.say('delta', [10, 11, [2, 9]]);
    const after = rig.store.getState().board.players;
    expect(after.get(1)).toBe(before.get(1));
    expect(after.get(2)?.score).toBe(9);
  });

  it('of presence, greeting and round trip shows; the greeting once', async () => {
    const rig = setUpStore();
    await rig.live();
    rig.sockets.latest.say('presence', { here: 12 });
    rig.sockets.latest.say('message', { kind: 'greeting', text: 'Welcome!' });
    // The answer to the join took no time, so it is the better measure of the two.
    rig.clock.advance(40);
    rig.sockets.latest.last('clock').answer({ ok: true, now: 1_000_000 });
    expect(rig.store.getState()).toMatchObject({
      here: 12,
      roundTripMs: 40,
      notice: { kind: 'message', text: 'Welcome!' },
    });
    expect(rig.store.serverNow()).toBe(1_000_020);
    rig.store.dismissNotice();
    await rig.reconnect();
    rig.sockets.latest.say('message', { kind: 'greeting', text: 'Welcome!' });
    expect(rig.store.getState().notice).toBeNull();
  });

  it('that the server will not have this page stops it with a notice', async () => {
    const rig = setUpStore();
    await rig.start();
    rig.sockets.latest.drop(wireError('protocol_version', { message: 'Reload.' }));
    expect(rig.store.getState().notice).toEqual({
      kind: 'stopped',
      reason: 'protocol_version',
      text: 'Reload.',
    });
    expect(rig.store.getState().link).toBe('offline');
  });
});

describe('a server restored from a backup', () => {
  it('that shows by joining gets what waits under a fresh clientId, from 1, and none of it twice', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap(1, 1);
    rig.ack(1, 11);
    rig.sockets.latest.say('delta', [10, 11, [1, 1]]);
    await rig.tap(1, 5);
    const before = rig.outbox.clientId;
    await rig.reconnect({
      epoch: 8,
      delta: undefined,
      snapshot: scores(0, 10, { epoch: 8 }),
      lastId: 0,
    });
    await settle();
    expect(rig.ada()).toBe(5);
    expect(rig.pushes()).toHaveLength(1);
    expect(rig.pushes()[0]?.clientId).not.toBe(before);
    expect(rig.ids()).toEqual([[1]]);
  });

  it('that shows by pushing gets it too', async () => {
    const rig = setUpStore();
    await rig.live();
    await rig.tap();
    rig.ack(1, 11);
    await rig.tap(1, 5);
    const before = rig.outbox.clientId;
    const error = wireError('out_of_order', { expected: 1 });
    rig.sockets.latest.last('push').answer({ ok: false, error });
    await settle();
    expect(rig.pushes().at(-1)).toMatchObject({ mutations: [{ id: 1, delta: 5 }] });
    expect(rig.pushes().at(-1)?.clientId).not.toBe(before);
    await rig.tap(1, 7);
    rig.ack(1, 12);
    expect(rig.ids().at(-1)).toEqual([2]);
  });
});

describe('starting and closing', () => {
  it('may both be done twice, and again', async () => {
    const rig = setUpStore();
    rig.store.start();
    rig.store.start();
    await settle();
    expect(rig.sockets.opened).toHaveLength(1);
    rig.store.close();
    rig.store.close();
    await settle();
    expect(rig.clock.pending).toBe(0);
    await rig.live();
    expect(rig.store.getState().link).toBe('live');
  });

  it('opens one connection where a start follows on a close at once, as React does in development', async () => {
    const rig = setUpStore();
    rig.store.start();
    rig.store.close();
    rig.store.start();
    await settle();
    expect(rig.sockets.opened).toHaveLength(1);
    rig.enter();
    await rig.tap();
    expect(rig.pushes()).toHaveLength(1);
  });

  it('saves what was tapped just before the end', async () => {
    const rig = setUpStore();
    await rig.start();
    rig.store.tap(1, 1);
    rig.store.close();
    await settle();
    expect(await rig.outbox.append([])).toMatchObject({ firstId: 2 });
  });

  it('keeps what waits over a restart where only memory holds it', async () => {
    const rig = setUpStore({ openOutbox: () => Promise.reject(new Error('no database')) });
    await rig.live();
    await rig.tap(1, 3);
    rig.store.close();
    await settle();
    await rig.live();
    expect(rig.store.getState()).toMatchObject({ durable: false, waiting: 1 });
    expect(rig.ids()).toEqual([[1]]);
  });

  it('sends what a page before has left, under the clientId of that page', async () => {
    const outbox = new RecordingOutbox(nextToken);
    outbox.found = [
      { clientId: outbox.clientId, taps: [{ id: 3, generation: 1, player: 1, delta: 4 }] },
      { clientId: 'Z'.repeat(22), taps: [{ id: 8, generation: 1, player: 1, delta: 2 }] },
    ];
    const rig = setUpStore({ outbox });
    await rig.start();
    rig.enter({ lastId: 2 });
    expect(rig.store.getState().waiting).toBe(2);
    expect(rig.ada()).toBe(4);
    rig.ack(3, 11);
    expect(rig.pushes().at(-1)).toMatchObject({ clientId: 'Z'.repeat(22), mutations: [{ id: 8 }] });
    rig.ack(8, 12);
    rig.sockets.latest.say('delta', [10, 12, [1, 6]]);
    expect(rig.store.getState().waiting).toBe(0);
    expect(rig.ada()).toBe(6);
  });
});
