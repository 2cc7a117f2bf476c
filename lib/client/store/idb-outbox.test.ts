import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { FakeTab, nextToken } from '../testing/fake-tab.ts';
import { LEASE_MS } from './claim.ts';
import { IdbOutbox } from './idb-outbox.ts';
import type { Outbox } from './outbox.ts';

const tap = (delta: number) => ({ generation: 1, player: 1, delta });

let clock: FakeClock;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  clock = new FakeClock();
});

function open(tab: FakeTab = new FakeTab(), room = 'CCCCCC'): Promise<IdbOutbox> {
  return IdbOutbox.open({ room, clock, newToken: nextToken, tabToken: tab });
}

function deltas(outbox: Outbox): number[][] {
  return outbox.found.map(({ taps }) => taps.map(({ delta }) => delta));
}

describe('IdbOutbox', () => {
  it('numbers taps 1, 2, 3 … under one clientId', async () => {
    const outbox = await open();
    const { clientId } = outbox;
    expect(await outbox.append([tap(1), tap(2)])).toEqual({ clientId, firstId: 1 });
    expect(await outbox.append([tap(3)])).toEqual({ clientId, firstId: 3 });
  });

  it('gives a reloaded page its clientId, its taps and its next id back', async () => {
    const tab = new FakeTab();
    const before = await open(tab);
    await before.append([tap(1), tap(2)]);
    tab.hide();
    const after = await open(tab);
    expect(after.found).toEqual([
      {
        clientId: before.clientId,
        taps: [
          { id: 1, ...tap(1) },
          { id: 2, ...tap(2) },
        ],
      },
    ]);
    expect(await after.append([tap(3)])).toEqual({ clientId: before.clientId, firstId: 3 });
  });

  it('goes to a fresh clientId where the server knows more ids than were ever given here', async () => {
    const outbox = await open();
    const { clientId } = outbox;
    await outbox.append([tap(1)]);
    outbox.heard(clientId, 1);
    expect(await outbox.append([tap(2)])).toEqual({ clientId, firstId: 2 });
    // The storage is an older copy: ids up to 7 were given, by a page that it knows nothing of.
    outbox.heard(clientId, 7);
    const fresh = await outbox.append([tap(3)]);
    expect(fresh.clientId).not.toBe(clientId);
    expect(fresh.firstId).toBe(1);
    expect(await outbox.append([tap(4)])).toEqual({ clientId: fresh.clientId, firstId: 2 });
  });

  it('gives a reloaded page its clientId back also where nothing waits', async () => {
    const tab = new FakeTab();
    const before = await open(tab);
    await before.append([tap(1)]);
    await before.remove(before.clientId, 1);
    tab.hide();
    const after = await open(tab);
    expect(after.found).toEqual([]);
    expect(await after.append([tap(2)])).toEqual({ clientId: before.clientId, firstId: 2 });
  });

  it('gives a duplicated tab a clientId of its own', async () => {
    const tab = new FakeTab();
    const original = await open(tab);
    await original.append([tap(1)]);
    const copy = await open(tab.duplicate());
    expect(copy.clientId).not.toBe(original.clientId);
    expect(copy.found).toEqual([]);
  });

  it('takes on what another outbox of this page held, for this page and the next', async () => {
    const tab = new FakeTab();
    const before = await open(tab);
    const waiting = { id: 4, ...tap(4) };
    await before.keep([
      { clientId: 'elsewhere', nextId: 5, taps: [waiting] },
      { clientId: 'spare', nextId: 9, taps: [] },
    ]);
    tab.hide();
    const after = await open(tab);
    expect(after.found).toEqual([{ clientId: 'elsewhere', taps: [waiting] }]);
    expect(await after.append([tap(5)])).toEqual({ clientId: 'elsewhere', firstId: 5 });
  });

  it('lets go of a tap on its verdict, and of no other', async () => {
    const tab = new FakeTab();
    const before = await open(tab);
    await before.append([tap(1), tap(2), tap(3)]);
    await before.remove(before.clientId, 2);
    tab.hide();
    expect(deltas(await open(tab))).toEqual([[3]]);
  });

  it('takes over what a closed tab left, at once', async () => {
    const closed = await open();
    await closed.append([tap(1)]);
    await closed.close();
    const next = await open();
    expect(next.clientId).toBe(closed.clientId);
    expect(deltas(next)).toEqual([[1]]);
  });

  it('leaves the taps of a tab that lives alone, and takes over those of one whose lease ran out', async () => {
    const gone = await open();
    await gone.append([tap(1)]);
    const lives = await open();
    await lives.append([tap(2)]);
    clock.advance(LEASE_MS - 1);
    await lives.renew();
    clock.advance(2);
    const next = await open();
    expect(deltas(next)).toEqual([[1]]);
    expect(next.clientId).toBe(gone.clientId);
  });

  it('takes over a lease that ran out while the tab is open', async () => {
    const gone = await open();
    await gone.append([tap(1)]);
    const lives = await open();
    expect(await lives.renew()).toEqual([]);
    clock.advance(LEASE_MS + 1);
    const lanes = await lives.renew();
    expect(lanes.map(({ clientId }) => clientId)).toEqual([gone.clientId]);
    expect(await lives.renew()).toEqual([]);
  });

  it('does not trust a lease from the future: the wall clock was set back', async () => {
    const gone = await open();
    await gone.append([tap(1)]);
    clock.jump(-86_400_000);
    expect(deltas(await open())).toEqual([[1]]);
  });

  it('fences a tab whose clientId was taken over: it appends under a fresh one', async () => {
    const frozen = await open();
    await frozen.append([tap(1)]);
    clock.advance(LEASE_MS + 1);
    const thief = await open();
    expect(thief.clientId).toBe(frozen.clientId);
    const appended = await Promise.all([thief.append([tap(2)]), frozen.append([tap(3)])]);
    expect(appended[0]).toEqual({ clientId: thief.clientId, firstId: 2 });
    expect(appended[1]?.firstId).toBe(1);
    expect(appended[1]?.clientId).not.toBe(thief.clientId);
    expect(frozen.clientId).toBe(appended[1]?.clientId);
  });

  it('goes to a fresh clientId where its own was deleted', async () => {
    const outbox = await open();
    const { clientId } = await outbox.append([tap(1)]);
    await new Promise<void>((resolve) => {
      indexedDB.open('scoreroom').addEventListener('success', ({ target }) => {
        const { result } = target as IDBOpenDBRequest;
        const transaction = result.transaction('clients', 'readwrite');
        transaction.objectStore('clients').clear();
        transaction.addEventListener('complete', () => resolve());
      });
    });
    const next = await outbox.append([tap(2)]);
    expect(next.clientId).not.toBe(clientId);
    expect(next.firstId).toBe(1);
  });

  it('numbers what waits anew under a fresh clientId, without the taps that had their verdict', async () => {
    const tab = new FakeTab();
    const outbox = await open(tab);
    const { clientId } = await outbox.append([tap(1), tap(2), tap(3)]);
    const lane = await outbox.renumber(clientId, 2);
    expect(lane?.taps).toEqual([
      { id: 1, ...tap(2) },
      { id: 2, ...tap(3) },
    ]);
    expect(lane?.clientId).not.toBe(clientId);
    expect(await outbox.append([tap(4)])).toEqual({ clientId: lane?.clientId, firstId: 3 });
    tab.hide();
    expect(deltas(await open(tab))).toEqual([[2, 3, 4]]);
  });

  it('leaves numbering anew to the tab that has taken the taps over', async () => {
    const frozen = await open();
    await frozen.append([tap(1), tap(2)]);
    clock.advance(LEASE_MS + 1);
    const thief = await open();
    expect(await frozen.renumber(frozen.clientId, 2)).toBeNull();
    expect((await thief.renumber(thief.clientId, 2))?.taps).toHaveLength(1);
  });

  it('takes over several clients at once, its own first', async () => {
    const tab = new FakeTab();
    const others = [await open(), await open()];
    for (const other of others) await other.append([tap(1)]);
    const own = await open(tab);
    await own.append([tap(2)]);
    tab.hide();
    for (const other of others) await other.close();
    expect(deltas(await open(tab))).toEqual([[2], [1], [1]]);
  });

  it('keeps rooms apart', async () => {
    const here = await open();
    await here.append([tap(1)]);
    await here.close();
    expect((await open(new FakeTab(), 'DDDDDD')).found).toEqual([]);
  });

  it('forgets a clientId that was never used, and uses an idle one again', async () => {
    const unused = await open();
    await unused.close();
    const used = await open();
    expect(used.clientId).not.toBe(unused.clientId);
    await used.append([tap(1)]);
    await used.remove(used.clientId, 1);
    await used.close();
    const next = await open();
    expect(await next.append([tap(2)])).toEqual({ clientId: used.clientId, firstId: 2 });
  });
});
