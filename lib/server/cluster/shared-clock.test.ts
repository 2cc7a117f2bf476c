import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { SharedClock } from './shared-clock.ts';

const HOUR_MS = 3_600_000;

let clock: FakeClock;
let wrong: number[];
let shared: SharedClock;

beforeEach(() => {
  clock = new FakeClock();
  wrong = [];
  shared = new SharedClock({ clock, onWrong: (offMs) => wrong.push(offMs) });
});

it('is this machine’s own as long as that is right, but for the way to the storage', () => {
  shared.set(clock.now() + 300, 40);
  expect(shared.now()).toBe(clock.now());
  expect(wrong).toEqual([]);
});

it('is the storage’s where this machine’s is an hour off, which is told once', () => {
  for (let looks = 0; looks < 3; looks += 1) {
    shared.set(clock.now() - HOUR_MS, 0);
    expect(shared.now()).toBe(clock.now() - HOUR_MS);
    clock.advance(1_000);
  }
  expect(wrong).toEqual([HOUR_MS]);
});

it('is this machine’s again once that was set', () => {
  shared.set(clock.now() + HOUR_MS, 0);
  shared.set(clock.now(), 0);
  expect(shared.now()).toBe(clock.now());
  shared.set(clock.now() + HOUR_MS, 0);
  expect(wrong).toEqual([-HOUR_MS, -HOUR_MS]);
});

it('takes a slow answer for no wrong clock', () => {
  shared.set(clock.now() - 2_000, 3_000);
  expect(shared.now()).toBe(clock.now());
});
