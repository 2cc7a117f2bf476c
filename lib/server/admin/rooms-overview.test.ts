import { beforeEach, describe, expect, it } from 'vitest';
import { FIRST_OVERVIEW, type OverviewQuery } from '#lib/protocol/admin.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { RoomsOverview, type LiveRoom } from './rooms-overview.ts';
import { FakeDirectory, roomSummary } from './testing/fake-directory.ts';

let directory: FakeDirectory;
let live: LiveRoom[];
let overview: RoomsOverview;

beforeEach(() => {
  directory = new FakeDirectory();
  live = [];
  overview = new RoomsOverview({ directory, live: () => live, clock: new FakeClock() });
});

const codeOf = (id: number) => roomSummary(id).code;
const fill = (count: number) => {
  directory.list = Array.from({ length: count }, (_, index) => roomSummary(index + 1));
};
const ids = async (query: Partial<OverviewQuery>) => {
  const { rooms } = await overview.page({ ...FIRST_OVERVIEW, ...query });
  return rooms.map(({ code }) => Number(code.slice(1)));
};

describe('overview of the rooms', () => {
  it('shows the latest first, fifty a page, with what happens in them now', async () => {
    fill(120);
    live = [{ code: codeOf(120), here: 7, tapsPerSecond: 2.5 }];
    const page = await overview.page(FIRST_OVERVIEW);
    expect(page).toMatchObject({ total: 120, page: 1, pages: 3 });
    expect(page.rooms).toHaveLength(50);
    expect(page.rooms[0]).toMatchObject({ code: codeOf(120), here: 7, tapsPerSecond: 2.5 });
    expect(page.rooms[1]).toMatchObject({ code: codeOf(119), here: 0, tapsPerSecond: 0 });
  });

  it('shows no PIN, and whether there is one', async () => {
    directory.list = [roomSummary(1, { pin: '4711' })];
    const page = await overview.page(FIRST_OVERVIEW);
    expect(page.rooms[0]).toMatchObject({ hasPin: true });
    expect(JSON.stringify(page)).not.toContain('4711');
  });

  it('takes a page beyond the last as the last, and nothing as one page', async () => {
    expect(await overview.page({ ...FIRST_OVERVIEW, page: 9 })).toMatchObject({
      page: 1,
      pages: 1,
    });
    fill(60);
    const page = await overview.page({ ...FIRST_OVERVIEW, page: 9 });
    expect(page.page).toBe(2);
    expect(page.rooms).toHaveLength(10);
  });

  it.each(['people', 'taps'] as const)(
    'sorts by %s over all pages, and misses and repeats none',
    async (order) => {
      fill(430);
      live = Array.from({ length: 70 }, (_, index) => ({
        code: codeOf(1 + index * 6),
        here: index,
        tapsPerSecond: 70 - index,
      }));
      const amount = (id: number) => {
        const room = live.find(({ code }) => code === codeOf(id));
        return (order === 'people' ? room?.here : room?.tapsPerSecond) ?? 0;
      };
      for (const descending of [true, false]) {
        const all: number[] = [];
        for (let page = 1; page <= 9; page += 1)
          all.push(...(await ids({ order, descending, page })));
        expect(all.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 430 }, (_, index) => index + 1),
        );
        const amounts = all.map(amount);
        expect(amounts).toEqual(amounts.toSorted((a, b) => (descending ? b - a : a - b)));
      }
    },
  );

  it('sorts by people among what was searched for', async () => {
    directory.list = [
      roomSummary(1, { name: 'Quiz' }),
      roomSummary(2, { name: 'Quiz' }),
      roomSummary(3, { name: 'Relay' }),
      roomSummary(4, { name: 'Quiz', deletedAt: 1 }),
    ];
    live = [1, 3, 4].map((id) => ({ code: codeOf(id), here: id, tapsPerSecond: 0 }));
    expect(await ids({ order: 'people', text: 'quiz' })).toEqual([1, 2]);
    expect(await ids({ order: 'people', deleted: true })).toEqual([4]);
  });

  it('reads what one page needs, and not all 10,000', async () => {
    fill(10_000);
    await overview.page(FIRST_OVERVIEW);
    expect(directory.reads).toBe(1);
    directory.reads = 0;
    live = [{ code: codeOf(5), here: 3, tapsPerSecond: 0 }];
    expect((await ids({ order: 'people' }))[0]).toBe(5);
    expect(directory.reads).toBeLessThanOrEqual(3);
  });

  it('goes through all that match, some at a time', async () => {
    fill(450);
    const chunks: number[] = [];
    const seen = new Set<string>();
    for await (const chunk of overview.all({})) {
      chunks.push(chunk.length);
      for (const { code } of chunk) seen.add(code);
    }
    expect(chunks).toEqual([200, 200, 50]);
    expect(seen.size).toBe(450);
  });
});
