import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Arrangement } from './arrangement.ts';
import { LaneWindow } from './lane-window.ts';
import { isInSight, sightOf } from './sight.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const PHONE = { columns: 1, laneHeight: 100, top: 0, windowHeight: 1_000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(count = 300) {
  const arrangement = new Arrangement(ids(count));
  const laneWindow = new LaneWindow(arrangement);
  let changes = 0;
  laneWindow.subscribe(() => (changes += 1));
  const scrollTo = (top: number) =>
    laneWindow.look(sightOf({ ...PHONE, players: count, top: -top }));
  return { arrangement, laneWindow, scrollTo, changes: () => changes };
}

describe('what is in sight', () => {
  it('is the window and half of one on either side', () => {
    const sight = sightOf({ ...PHONE, players: 300, top: -10_000 });
    expect(ids(300).filter((id) => isInSight(sight, id - 1))).toEqual(
      ids(300).filter((id) => id > 95 && id <= 116),
    );
  });

  it('is a part of each column', () => {
    const sight = sightOf({ ...PHONE, players: 299, columns: 3, windowHeight: 100 });
    expect(ids(299).filter((id) => isInSight(sight, id - 1))).toEqual([1, 2, 101, 102, 201, 202]);
  });
});

describe('the lanes in the document', () => {
  it('are all until something is known of the screen, and again where nothing is', () => {
    const { laneWindow, scrollTo } = setUp();
    expect(laneWindow.lanes()).toHaveLength(300);
    scrollTo(0);
    expect(laneWindow.lanes()).toEqual(ids(16));
    laneWindow.look(null);
    expect(laneWindow.lanes()).toHaveLength(300);
  });

  it('are all of a board that is not long', () => {
    const { laneWindow, scrollTo } = setUp(200);
    scrollTo(0);
    expect(laneWindow.lanes()).toHaveLength(200);
  });

  it('come at once and go a moment later', () => {
    const { laneWindow, scrollTo } = setUp();
    scrollTo(0);
    scrollTo(10_000);
    expect(laneWindow.lanes()).toEqual([...ids(16), ...ids(300).slice(95, 116)]);
    vi.advanceTimersByTime(300);
    expect(laneWindow.lanes()).toEqual(ids(300).slice(95, 116));
  });

  it('follow who passes whom, in the order of the document', () => {
    const { arrangement, laneWindow, scrollTo } = setUp();
    scrollTo(0);
    arrangement.follow([300, ...ids(299)]);
    expect(laneWindow.lanes()).toEqual([...ids(16), 300]);
    vi.advanceTimersByTime(300);
    expect(laneWindow.lanes()).toEqual([...ids(15), 300]);
    vi.advanceTimersByTime(4_000);
    expect(laneWindow.lanes()).toEqual([300, ...ids(15)]);
  });

  it('are told of only where they change', () => {
    const { arrangement, scrollTo, changes } = setUp();
    scrollTo(0);
    const before = changes();
    scrollTo(10);
    arrangement.follow([...ids(298), 300, 299]);
    expect(changes()).toBe(before);
  });

  it('include the person’s own, and the one with the focus between its neighbours', () => {
    const { laneWindow, scrollTo } = setUp();
    scrollTo(0);
    laneWindow.own(250);
    laneWindow.focus(5);
    scrollTo(10_000);
    vi.advanceTimersByTime(300);
    expect(laneWindow.lanes()).toEqual([4, 5, 6, ...ids(300).slice(95, 116), 250]);
    laneWindow.focus(null);
    laneWindow.own(null);
    vi.advanceTimersByTime(300);
    expect(laneWindow.lanes()).toEqual(ids(300).slice(95, 116));
  });
});
