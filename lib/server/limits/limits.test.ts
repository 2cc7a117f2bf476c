import { describe, expect, it } from 'vitest';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { Buckets } from './buckets.ts';
import { ConnectionCaps } from './connection-caps.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings } from './limit-settings.ts';
import { Limits } from './limits.ts';
import type { Load } from './loop-gate.ts';
import { RoomCap } from './room-cap.ts';

function rig(settings: Partial<LimitSettings> = {}) {
  const clock = new FakeClock();
  let load: Load = 'no';
  const limits = new Limits({
    clock,
    settings: { ...DEFAULT_LIMIT_SETTINGS, ...settings },
    isOverloaded: () => load,
  });
  return { clock, limits, setLoad: (next: Load) => (load = next) };
}

const times = (count: number, run: () => unknown) => {
  for (let done = 0; done < count; done += 1) run();
};

describe('limits by address', () => {
  it('a school behind one address comes in at once; whoever goes on and on waits, and is told how long', () => {
    const { clock, limits } = rig();
    times(SERVER_LIMITS.handshakeBurst, () =>
      expect(limits.refuseHandshake('192.0.2.1')).toBeNull(),
    );
    expect(limits.refuseHandshake('192.0.2.1')?.error).toMatchObject({
      kind: 'rate_limited',
      message: 'Too many connections are opened from your address. Try again in a second.',
      retryAfterMs: 10,
    });
    expect(limits.refuseHandshake('192.0.2.2')).toBeNull();
    clock.advance(10);
    expect(limits.refuseHandshake('192.0.2.1')).toBeNull();
  });

  it('all addresses of one /64 are one sender', () => {
    const { limits } = rig();
    let host = 0;
    times(SERVER_LIMITS.requestBurst, () =>
      limits.refuseRequest(`2001:db8::${(host += 1).toString(16)}`),
    );
    expect(limits.refuseRequest('2001:db8::ffff')).not.toBeNull();
    expect(limits.refuseRequest('2001:db8:0:1::1')).toBeNull();
  });

  it('handshakes, requests, pages and rooms do not use up each other', () => {
    const { limits } = rig();
    times(SERVER_LIMITS.roomBurst, () => limits.assertMayCreate('192.0.2.1'));
    expect(() => limits.assertMayCreate('192.0.2.1')).toThrow('Try again in 5 seconds.');
    times(SERVER_LIMITS.requestBurst + 1, () => limits.refuseRequest('192.0.2.1'));
    times(SERVER_LIMITS.handshakeBurst + 1, () => limits.refusePage('192.0.2.1'));
    expect(limits.refuseHandshake('192.0.2.1')).toBeNull();
  });

  it('do not hold for who is named as unmetered', () => {
    const { limits } = rig({ unmeteredAddresses: ['192.0.2.0/24'], maxConnectionsPerAddress: 0 });
    times(SERVER_LIMITS.handshakeBurst + 1, () =>
      expect(limits.refuseHandshake('192.0.2.1')).toBeNull(),
    );
    expect(limits.refuseHandshake('198.51.100.1')).not.toBeNull();
  });

  it('whoever floods again and again waits longer to connect; who is next door does not', () => {
    const { clock, limits } = rig();
    times(21, () => limits.flooded('192.0.2.1'));
    expect(limits.refuseHandshake('192.0.2.1')?.error.retryAfterMs).toBe(1_010);
    expect(limits.refuseHandshake('192.0.2.2')).toBeNull();
    times(1_000, () => limits.flooded('192.0.2.1'));
    clock.advance(20_010);
    expect(limits.refuseHandshake('192.0.2.1')).toBeNull();
  });

  it('remember no more senders than they may', () => {
    const buckets = new Buckets({ perSecond: 1, burst: 1 }, new FakeClock());
    let sender = 0;
    times(10_050, () => buckets.at(`${(sender += 1)}`).take(1));
    expect(buckets.size).toBe(10_000);
    expect(buckets.at('10050').take(1)).toBeGreaterThan(0);
  });
});

describe('caps on connections', () => {
  it('hold for an address and for the node, and end with the connections', () => {
    const caps = new ConnectionCaps({ maxConnections: 3, maxConnectionsPerAddress: 2 });
    const refusal = (address: string) => caps.refusal(address, { isMetered: true });
    const [one, two, three] = [{}, {}, {}];
    caps.opened(one, '2001:db8::1');
    caps.opened(two, '2001:db8::2');
    expect(refusal('2001:db8::3')).toBe('address');
    expect(caps.refusal('2001:db8::3', { isMetered: false })).toBeNull();
    expect(refusal('192.0.2.1')).toBeNull();
    caps.opened(three, '192.0.2.1');
    expect(refusal('192.0.2.2')).toBe('node');
    caps.closed(one);
    caps.closed(one);
    expect(caps.count).toBe(2);
    expect(refusal('2001:db8::3')).toBeNull();
  });

  it('hold sooner for connections that join no room', () => {
    const caps = new ConnectionCaps({ maxConnections: 9_000, maxConnectionsPerAddress: 9_000 });
    const opened = Array.from({ length: 500 }, () => ({}));
    for (const connection of opened) caps.opened(connection, '192.0.2.1');
    expect(caps.refusal('192.0.2.1', { isMetered: true })).toBe('pending');
    expect(caps.refusal('192.0.2.2', { isMetered: true })).toBeNull();
    for (const connection of opened.slice(0, 2)) caps.joined(connection);
    for (const connection of opened.slice(0, 2)) caps.joined(connection);
    caps.opened({}, '192.0.2.1');
    expect(caps.refusal('192.0.2.1', { isMetered: true })).toBeNull();
    caps.opened({}, '192.0.2.1');
    expect(caps.refusal('192.0.2.1', { isMetered: true })).toBe('pending');
    for (const connection of opened) caps.closed(connection);
    expect(caps.refusal('192.0.2.1', { isMetered: true })).toBeNull();
  });
});

describe('load', () => {
  it('keeps newcomers and exports out before it keeps connections out', () => {
    const { limits, setLoad } = rig();
    setLoad('busy');
    expect(() => limits.assertNotBusy()).toThrow('The server is busy. Try again in a moment.');
    expect(limits.refuseExport()?.error).toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 2_000,
    });
    expect(limits.refuseHandshake('192.0.2.1')).toBeNull();
    setLoad('drowning');
    expect(limits.refuseHandshake('192.0.2.1')).toMatchObject({ status: 503 });
    setLoad('no');
    expect(limits.refuseHandshake('192.0.2.1')).toBeNull();
    expect(limits.refuseExport()).toBeNull();
    expect(() => limits.assertNotBusy()).not.toThrow();
  });
});

describe('a room', () => {
  it('takes so many mutations and no more; another one is not concerned', () => {
    const { clock, limits } = rig();
    const [busy, quiet] = [{}, {}];
    limits.takeMutations(busy, SERVER_LIMITS.roomMutationBurst);
    expect(() => limits.takeMutations(busy, 100)).toThrow('Send these again in a moment.');
    expect(() => limits.takeMutations(quiet, 100)).not.toThrow();
    clock.advance(2);
    expect(() => limits.takeMutations(busy, 100)).not.toThrow();
  });

  it('is created while there is a place for it; a full server counts again before long', async () => {
    const clock = new FakeClock();
    let kept = 1;
    let counts = 0;
    const count = async () => {
      counts += 1;
      return kept;
    };
    const cap = new RoomCap({ clock, maxRooms: 3, count });
    await Promise.all([cap.take(), cap.take()]);
    kept = 3;
    expect(counts).toBe(1);
    await expect(cap.take()).rejects.toThrow('Ask whoever runs it to delete old ones.');
    kept = 2;
    await expect(cap.take()).rejects.toMatchObject({ kind: 'rate_limited' });
    clock.advance(10_000);
    await cap.take();
    expect(counts).toBe(2);
    await expect(cap.take()).rejects.toMatchObject({ kind: 'rate_limited' });
  });
});
