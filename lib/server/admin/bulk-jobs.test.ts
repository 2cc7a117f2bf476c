import { beforeEach, describe, expect, it } from 'vitest';
import type { BulkAction, BulkJob } from '#lib/protocol/admin.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import type { RoomSummary } from '../directory/directory.ts';
import { BulkJobs } from './bulk-jobs.ts';
import { RoomsOverview, type LiveRoom } from './rooms-overview.ts';
import { FakeDirectory, roomSummary } from './testing/fake-directory.ts';

let clock: FakeClock;
let directory: FakeDirectory;
let live: LiveRoom[];
let acted: [BulkAction, string][];
let act: (action: BulkAction, room: RoomSummary) => Promise<boolean>;
let jobs: BulkJobs;
let bugs: unknown[];
let recorded: BulkJob[];

beforeEach(() => {
  clock = new FakeClock();
  directory = new FakeDirectory();
  live = [];
  acted = [];
  bugs = [];
  recorded = [];
  act = async (action, { code }) => acted.push([action, code]) > 0;
  jobs = new BulkJobs({
    overview: new RoomsOverview({ directory, live: () => live, clock }),
    live: () => live,
    act: (action, room) => act(action, room),
    record: async (job) => void recorded.push(job),
    clock,
    onBug: (error) => bugs.push(error),
  });
});

const codes = (...ids: number[]) => ids.map((id) => roomSummary(id).code);
const sorted = (done: typeof acted) => done.toSorted(([, a], [, b]) => a.localeCompare(b));
const all = { text: '', deleted: false };

describe('actions on many rooms', () => {
  it('concern the rooms that are named, each once, and no others', async () => {
    directory.list = [1, 2, 3].map((id) => roomSummary(id));
    const job = await jobs.start(
      { action: 'reset', codes: codes(3, 1, 3, 9), preview: false },
      'here',
    );
    expect(job).toMatchObject({ total: 2, done: 2, skipped: 0, failed: 0, isFinished: true });
    expect(sorted(acted)).toEqual([
      ['reset', 'C00001'],
      ['reset', 'C00003'],
    ]);
  });

  it('concern all that match, also where the action moves rooms out of what matches', async () => {
    directory.list = Array.from({ length: 430 }, (_, index) =>
      roomSummary(index + 1, { name: index % 2 === 0 ? 'Quiz' : 'Relay' }),
    );
    act = async (_, { roomId }) => {
      await directory.setDeleted(roomId, clock.now());
      return true;
    };
    const job = await jobs.start(
      {
        action: 'delete',
        all: { ...all, text: ' QUIZ ' },
        preview: false,
      },
      'here',
    );
    expect(job).toMatchObject({ total: 215, done: 215, isFinished: true });
    expect(directory.list.filter(({ deletedAt }) => deletedAt === null)).toHaveLength(215);
    const back = await jobs.start(
      {
        action: 'restore',
        all: { ...all, deleted: true },
        preview: false,
      },
      'here',
    );
    expect(back).toMatchObject({ total: 215 });
  });

  it('never touch a deleted room unless to restore it', async () => {
    directory.list = [roomSummary(1, { deletedAt: 1 }), roomSummary(2)];
    await jobs.start({ action: 'reset', codes: codes(1, 2), preview: false }, 'here');
    await jobs.start({ action: 'reset', all: { ...all, deleted: true }, preview: false }, 'here');
    await jobs.start({ action: 'restore', codes: codes(1, 2), preview: false }, 'here');
    expect(acted).toEqual([
      ['reset', 'C00002'],
      ['restore', 'C00001'],
    ]);
  });

  it('work on four rooms at a time, answer after a second, and tell how far they are', async () => {
    directory.list = Array.from({ length: 1_000 }, (_, index) => roomSummary(index + 1));
    const open: (() => void)[] = [];
    let most = 0;
    act = async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      open.push(resolve);
      most = Math.max(most, open.length);
      await promise;
      return true;
    };
    const started = jobs.start({ action: 'reset', all, preview: false }, 'here');
    await clock.advanceAsync(1_000);
    const job = await started;
    expect(job).toMatchObject({ total: 1_000, done: 0, isFinished: false });
    expect(jobs.underWay()).toHaveLength(1);
    while (jobs.find(job.id)?.isFinished === false) {
      for (const end of open.splice(0)) end();
      await settle();
    }
    expect(most).toBe(4);
    expect(jobs.find(job.id)).toMatchObject({ done: 1_000, isFinished: true });
    expect(jobs.underWay()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('go on with the others where one fails, and say how many did', async () => {
    directory.list = Array.from({ length: 10 }, (_, index) => roomSummary(index + 1));
    act = async (_, { roomId }) => {
      if (roomId === 3) throw new ScoreroomError('storage_unavailable');
      if (roomId === 4) throw new Error('bug');
      return roomId % 2 === 0;
    };
    const job = await jobs.start({ action: 'lock-scoring', all, preview: false }, 'here');
    expect(job).toMatchObject({ total: 10, done: 4, skipped: 4, failed: 2, isFinished: true });
    expect(bugs).toEqual([new Error('bug')]);
    expect(recorded).toMatchObject([{ action: 'lock-scoring', done: 4, failed: 2 }]);
  });

  it('can be taken back on the rooms that they have changed, and on no others', async () => {
    directory.list = [1, 2, 3].map((id) => roomSummary(id));
    act = async (action, { code, roomId }) => {
      if (action === 'lock-scoring') return roomId !== 2;
      return acted.push([action, code]) > 0;
    };
    const { id } = await jobs.start({ action: 'lock-scoring', all, preview: false }, 'here');
    await jobs.start({ action: 'unlock-scoring', job: id, preview: false }, 'here');
    expect(sorted(acted)).toEqual([
      ['unlock-scoring', 'C00001'],
      ['unlock-scoring', 'C00003'],
    ]);
    await expect(
      jobs.start({ action: 'open', job: 99, preview: false }, 'here'),
    ).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  it('say beforehand what they would concern', async () => {
    directory.list = [
      roomSummary(1, { players: 20 }),
      roomSummary(2, { players: 21 }),
      roomSummary(3, { players: 7, name: 'Relay' }),
    ];
    live = [{ code: 'C00002', here: 5, tapsPerSecond: 1 }];
    expect(
      await jobs.preview({ action: 'reset', all: { ...all, text: 'board' }, preview: true }),
    ).toEqual({
      rooms: 2,
      players: 41,
      people: 5,
    });
    expect(acted).toEqual([]);
  });

  it('begin no more rooms once the server leaves', async () => {
    directory.list = Array.from({ length: 100 }, (_, index) => roomSummary(index + 1));
    const gate = Promise.withResolvers<void>();
    act = async () => {
      await gate.promise;
      return true;
    };
    const started = jobs.start({ action: 'reset', all, preview: false }, 'here');
    await clock.advanceAsync(1_000);
    await started;
    const closed = jobs.close();
    gate.resolve();
    await closed;
    expect(jobs.find(1)).toMatchObject({ done: 4, isFinished: true });
    await expect(
      jobs.start({ action: 'reset', all, preview: false }, 'here'),
    ).rejects.toMatchObject({
      kind: 'draining',
    });
  });
});
