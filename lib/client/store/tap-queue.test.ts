import { describe, expect, it } from 'vitest';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Appended } from './outbox.ts';
import { TapQueue } from './tap-queue.ts';

const A = 'A'.repeat(22);
const B = 'B'.repeat(22);
const tap = (delta: number) => ({ generation: 1, player: 1, delta });

/** The sum of what shows on top of the view: deltas of 1, 2, 4 … tell which taps those are. */
function shown(queue: TapQueue): number {
  return queue.overlay().reduce((sum, { delta }) => sum + delta, 0);
}

function withSaved(deltas: readonly number[], firstId = 1): TapQueue {
  const queue = new TapQueue();
  for (const delta of deltas) queue.add(tap(delta));
  queue.takeUnsaved();
  queue.saved({ clientId: A, firstId });
  return queue;
}

function tapAndSave(queue: TapQueue, delta: number, appended: Appended): void {
  queue.add(tap(delta));
  queue.takeUnsaved();
  queue.saved(appended);
}

function push(queue: TapQueue) {
  const next = queue.nextPush();
  if (next === null) throw new Error('Nothing waits.');
  return next;
}

describe('TapQueue', () => {
  it('shows and counts a tap from the moment it is made', () => {
    const queue = new TapQueue();
    queue.add(tap(5));
    expect(shown(queue)).toBe(5);
    expect(queue.waiting).toBe(1);
    expect(queue.nextPush()).toBeNull();
  });

  it('lays taps in a row on one player over the view as one', () => {
    const queue = new TapQueue();
    for (const player of [1, 1, 2, 1]) queue.add({ generation: 1, player, delta: 1 });
    queue.add({ generation: 2, player: 1, delta: 1 });
    expect(queue.overlay()).toEqual([
      { generation: 1, player: 1, delta: 2 },
      { generation: 1, player: 2, delta: 1 },
      { generation: 1, player: 1, delta: 1 },
      { generation: 2, player: 1, delta: 1 },
    ]);
  });

  it('sends nothing that is not saved', () => {
    const queue = new TapQueue();
    queue.add(tap(1));
    expect(queue.takeUnsaved()).toEqual([tap(1)]);
    queue.add(tap(2));
    queue.saved({ clientId: A, firstId: 1 });
    expect(push(queue).mutations.map(({ delta }) => delta)).toEqual([1]);
    expect(shown(queue)).toBe(1 + 2);
  });

  it('sends from the first that waits, and at most so many as one push may hold', () => {
    const queue = withSaved(Array.from({ length: 150 }, () => 1));
    const first = push(queue);
    expect(first.mutations).toHaveLength(LIMITS.mutationsPerPush);
    queue.settle(first, { ok: true, upTo: 100, version: 2 });
    expect(push(queue).mutations.map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, index) => 101 + index),
    );
  });

  it('shows a committed tap until the view is at its version', () => {
    const queue = withSaved([5]);
    queue.settle(push(queue), { ok: true, upTo: 1, version: 8 });
    expect(queue.waiting).toBe(0);
    queue.confirmed(7);
    expect(shown(queue)).toBe(5);
    queue.confirmed(8);
    expect(shown(queue)).toBe(0);
  });

  it('shows a refused tap no more, and counts it by its reason', () => {
    const queue = withSaved([1, 2, 4]);
    const settled = queue.settle(push(queue), {
      ok: true,
      upTo: 3,
      version: 8,
      refused: [
        [1, 'stale_generation'],
        [3, 'stale_generation'],
      ],
    });
    expect(shown(queue)).toBe(2);
    expect([...settled.refusals]).toEqual([['stale_generation', 2]]);
  });

  it('settles nothing beyond what was sent', () => {
    const queue = withSaved([1]);
    const sent = push(queue);
    queue.add(tap(2));
    queue.takeUnsaved();
    queue.saved({ clientId: A, firstId: 2 });
    expect(queue.settle(sent, { ok: true, upTo: 9, version: 8 })).toMatchObject({
      upTo: 1,
      count: 1,
    });
    expect(queue.waiting).toBe(1);
  });

  it('does not show on a joined board what that holds, but asks for the verdict', () => {
    const queue = withSaved([1, 2, 4]);
    push(queue);
    expect(queue.joined(A, 2)).toBeNull();
    expect(shown(queue)).toBe(4);
    expect(queue.waiting).toBe(3);
    const again = push(queue);
    expect(again.mutations.map(({ id }) => id)).toEqual([1, 2, 3]);
    queue.settle(again, { ok: true, upTo: 3, version: 9, duplicates: [1, 2] });
    expect(shown(queue)).toBe(4);
  });

  it('tells where the history has lost what came before', () => {
    expect(withSaved([1, 2], 6).joined(A, 4)).toBe(6);
    expect(withSaved([1, 2], 6).joined(A, 5)).toBeNull();
  });

  it('shows taps of a page before this one only once the server has told what the board holds', () => {
    const queue = new TapQueue();
    queue.adopt({ clientId: A, taps: [{ id: 4, ...tap(1) }] });
    expect(shown(queue)).toBe(0);
    expect(queue.waiting).toBe(1);
    queue.joined(A, 3);
    expect(shown(queue)).toBe(1);
  });

  it('shows taps made after a reload at once, also those that are saved before the join', () => {
    const queue = new TapQueue();
    queue.adopt({ clientId: A, taps: [{ id: 4, ...tap(1) }] });
    queue.add(tap(2));
    queue.takeUnsaved();
    queue.saved({ clientId: A, firstId: 5 });
    expect(shown(queue)).toBe(2);
  });

  it('does not show what was sent under another clientId than the one that joined', () => {
    const queue = withSaved([1]);
    push(queue);
    queue.add(tap(2));
    queue.takeUnsaved();
    queue.saved({ clientId: A, firstId: 2 });
    queue.joined(B, 0);
    expect(shown(queue)).toBe(2);
  });

  it('does not show what it has left behind under another clientId, which another tab may have sent', () => {
    const queue = withSaved([1]);
    queue.add(tap(2));
    queue.takeUnsaved();
    queue.saved({ clientId: B, firstId: 1 });
    queue.joined(B, 0);
    expect(shown(queue)).toBe(2);
    expect(queue.waiting).toBe(2);
    queue.settle(push(queue), { ok: true, upTo: 1, version: 9, duplicates: [1] });
    expect(shown(queue)).toBe(2);
  });

  it('does not show what another page has taken over, until the server has told', () => {
    const queue = withSaved([1]);
    const sent = push(queue);
    queue.lose(A);
    // Written before it was taken over, and not known to be until after.
    tapAndSave(queue, 2, { clientId: A, firstId: 2 });
    queue.joined(A, 0);
    expect(shown(queue)).toBe(0);
    expect(queue.waiting).toBe(2);
    queue.settle(sent, { ok: true, upTo: 1, version: 12 });
    expect(shown(queue)).toBe(0);
    tapAndSave(queue, 4, { clientId: B, firstId: 1 });
    expect(shown(queue)).toBe(4);
  });

  it('does not show either what was written under a client that another page has taken over', () => {
    const queue = new TapQueue();
    queue.lose(A);
    tapAndSave(queue, 1, { clientId: A, firstId: 1 });
    expect(shown(queue)).toBe(0);
  });

  it('shows again what is tapped under a client that has come back', () => {
    const queue = withSaved([1]);
    queue.lose(A);
    queue.adopt({ clientId: A, taps: [{ id: 1, ...tap(1) }] });
    tapAndSave(queue, 2, { clientId: A, firstId: 2 });
    expect(shown(queue)).toBe(2);
  });

  it('shows what was numbered anew: nobody has seen it', () => {
    const queue = withSaved([1, 2], 6);
    queue.joined(A, 3);
    queue.replace(A, {
      clientId: B,
      taps: [
        { id: 1, ...tap(1) },
        { id: 2, ...tap(2) },
      ],
    });
    expect(shown(queue)).toBe(1 + 2);
    expect(push(queue).clientId).toBe(B);
    queue.replace(B, null);
    expect(queue.waiting).toBe(0);
  });

  it('leaves what was committed in another history to that history', () => {
    const queue = withSaved([5]);
    queue.settle(push(queue), { ok: true, upTo: 1, version: 8 });
    queue.restarted();
    expect(shown(queue)).toBe(0);
  });
});
