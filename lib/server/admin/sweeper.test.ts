import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import type { RoomSummary } from '../directory/directory.ts';
import { Sweeper } from './sweeper.ts';
import { FakeDirectory, roomSummary } from './testing/fake-directory.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let clock: FakeClock;
let directory: FakeDirectory;
let removed: string[];
let busy: Set<string>;
let bugs: unknown[];
let sweeper: Sweeper;

beforeEach(() => {
  clock = new FakeClock();
  directory = new FakeDirectory();
  removed = [];
  busy = new Set();
  bugs = [];
  sweeper = new Sweeper({
    directory,
    remove: async ({ roomId, code }) => {
      await directory.erase(roomId);
      removed.push(code);
    },
    isBusy: (code) => busy.has(code),
    clock,
    idleDays: 90,
    onBug: (error) => bugs.push(error),
  });
});

const room = (
  id: number,
  { idleDays = 0, deletedDays }: { idleDays?: number; deletedDays?: number },
): RoomSummary =>
  roomSummary(id, {
    activeAt: clock.now() - idleDays * DAY,
    deletedAt: deletedDays === undefined ? null : clock.now() - deletedDays * DAY,
  });
const left = () => directory.list.map(({ roomId }) => roomId);

describe('sweeper', () => {
  it('erases what has rested 90 days and what was deleted a week ago, and nothing else', async () => {
    directory.list = [
      room(1, { idleDays: 89.9 }),
      room(2, { idleDays: 90.1 }),
      room(3, { deletedDays: 6.9 }),
      room(4, { deletedDays: 7.1 }),
      room(5, {}),
    ];
    expect(await sweeper.sweep()).toBe(2);
    expect(left()).toEqual([1, 3, 5]);
    expect(directory.entries.map(({ code, action, detail }) => [code, action, detail])).toEqual([
      ['C00002', 'erase-room', { because: 'idle' }],
      ['C00004', 'erase-room', { because: 'deleted' }],
    ]);
  });

  it('looks a minute after the start, and every hour from then on', async () => {
    sweeper.start();
    directory.list = [room(1, { idleDays: 91 })];
    await clock.advanceAsync(59_000);
    expect(left()).toEqual([1]);
    await clock.advanceAsync(1_000);
    expect(left()).toEqual([]);
    directory.list = [room(2, { idleDays: 91 })];
    await clock.advanceAsync(HOUR);
    expect(left()).toEqual([]);
    await sweeper.close();
    expect(clock.pending).toBe(0);
  });

  it('goes through thousands in small batches', async () => {
    directory.list = Array.from({ length: 1_000 }, (_, index) => room(index, { idleDays: 100 }));
    sweeper.start();
    await clock.advanceAsync(60_000);
    expect(removed).toHaveLength(50);
    await clock.advanceAsync(250);
    expect(removed).toHaveLength(100);
    await clock.advanceAsync(10_000);
    expect(left()).toEqual([]);
    await sweeper.close();
  });

  it('leaves a room alone that somebody is in, however old its last tap is', async () => {
    directory.list = [room(1, { idleDays: 100 }), room(2, { idleDays: 100 })];
    busy.add('C00001');
    await sweeper.sweep();
    expect(left()).toEqual([1]);
    busy.clear();
    await sweeper.sweep();
    expect(left()).toEqual([]);
  });

  it('goes on with the others where one cannot be erased, and tries it again the next hour', async () => {
    directory.list = [room(1, { idleDays: 100 }), room(2, { idleDays: 100 })];
    const erase = directory.erase.bind(directory);
    let isBroken = true;
    directory.erase = (id) =>
      id === 1 && isBroken ? Promise.reject(new Error('disk')) : erase(id);
    await sweeper.sweep();
    expect(left()).toEqual([1]);
    expect(bugs).toEqual([new Error('disk')]);
    isBroken = false;
    await sweeper.sweep();
    expect(left()).toEqual([]);
  });

  it('erases nothing on the word of a clock that has just jumped', async () => {
    directory.list = [room(1, {})];
    clock.jump(1_000 * DAY);
    expect(await sweeper.sweep()).toBe(0);
    clock.jump(-1_000 * DAY);
    expect(await sweeper.sweep()).toBe(0);
    expect(await sweeper.sweep()).toBe(0);
    expect(left()).toEqual([1]);
  });

  it('forgets what was recorded more than 400 days ago', async () => {
    const entry = {
      roomId: null,
      code: null,
      by: 'admin',
      who: null,
      action: 'sign-in',
      detail: {},
    } as const;
    await directory.record({ ...entry, at: clock.now() - 401 * DAY });
    await directory.record({ ...entry, at: clock.now() - 399 * DAY });
    await sweeper.sweep();
    expect(directory.entries.map(({ id }) => id)).toEqual([2]);
  });
});
