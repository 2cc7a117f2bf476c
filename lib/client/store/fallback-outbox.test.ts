import { describe, expect, it } from 'vitest';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { nextToken } from '../testing/fake-tab.ts';
import { openWithFallback } from './fallback-outbox.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import type { OpenLane, Outbox } from './outbox.ts';

const tap = { generation: 1, player: 1, delta: 1 };

/** As if on disk, until the disk is full. */
class FailingOutbox extends MemoryOutbox {
  override readonly durable = true as never;
  isFull = false;
  isClosed = false;

  override append(taps: readonly (typeof tap)[]) {
    return this.isFull ? Promise.reject(new Error('QuotaExceededError')) : super.append(taps);
  }

  override keep(lanes: readonly OpenLane[]) {
    return this.isFull ? Promise.reject(new Error('QuotaExceededError')) : super.keep(lanes);
  }

  override close() {
    this.isClosed = true;
    return super.close();
  }
}

function openOver(open: () => Promise<Outbox>, clock = new FakeClock()): Promise<Outbox> {
  return openWithFallback({ open, clock, newToken: nextToken });
}

describe('openWithFallback', () => {
  it('keeps taps in memory where the browser has no database', async () => {
    const outbox = await openOver(() => Promise.reject(new Error('SecurityError')));
    expect(outbox.durable).toBe(false);
    expect(await outbox.append([tap])).toEqual({ clientId: outbox.clientId, firstId: 1 });
  });

  it('does not wait for a database that never opens, and closes one that opens too late', async () => {
    const clock = new FakeClock();
    const late = new FailingOutbox(nextToken);
    let arrive: (outbox: Outbox) => void = () => undefined;
    const opening = openOver(() => new Promise((resolve) => (arrive = resolve)), clock);
    clock.advance(3_000);
    expect((await opening).durable).toBe(false);
    arrive(late);
    await settle();
    expect(late.isClosed).toBe(true);
  });

  it('goes on in memory, under another clientId, once a write fails', async () => {
    const durable = new FailingOutbox(nextToken);
    const outbox = await openOver(() => Promise.resolve(durable));
    const first = await outbox.append([tap]);
    expect(outbox.durable).toBe(true);
    durable.isFull = true;
    const second = await outbox.append([tap]);
    expect(outbox.durable).toBe(false);
    expect(second.clientId).not.toBe(first.clientId);
    expect(second.firstId).toBe(1);
    durable.isFull = false;
    expect((await outbox.append([tap])).clientId).toBe(second.clientId);
  });

  it('removes and renumbers each tap where it is', async () => {
    const durable = new FailingOutbox(nextToken);
    const outbox = await openOver(() => Promise.resolve(durable));
    const first = await outbox.append([tap, tap]);
    durable.isFull = true;
    const second = await outbox.append([tap, tap]);
    await outbox.remove(first.clientId, 1);
    await outbox.remove(second.clientId, 1);
    expect((await outbox.renumber(first.clientId, 2))?.taps).toHaveLength(1);
    expect((await outbox.renumber(second.clientId, 2))?.taps).toHaveLength(1);
  });

  it('goes back to the disk, with what waits under the ids that it has, once there is room', async () => {
    const durable = new FailingOutbox(nextToken);
    const outbox = await openOver(() => Promise.resolve(durable));
    const first = await outbox.append([tap]);
    durable.isFull = true;
    const second = await outbox.append([tap, tap, tap]);
    await outbox.remove(second.clientId, 1);
    await outbox.renew();
    expect(outbox.durable).toBe(false);
    durable.isFull = false;
    await outbox.renew();
    expect(outbox.durable).toBe(true);
    expect(durable.holds(second.clientId)).toBe(true);
    expect(await outbox.append([tap])).toEqual({ clientId: first.clientId, firstId: 2 });
    expect((await durable.renumber(second.clientId, 2))?.taps).toHaveLength(2);
  });

  it('adds nothing to the memory while that is being written to the disk', async () => {
    const durable = new FailingOutbox(nextToken);
    const outbox = await openOver(() => Promise.resolve(durable));
    durable.isFull = true;
    await outbox.append([tap]);
    durable.isFull = false;
    const renewing = outbox.renew();
    const appended = await outbox.append([tap]);
    await renewing;
    expect(appended.clientId).toBe(durable.clientId);
  });
});
