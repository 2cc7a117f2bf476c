import { describe, expect, it } from 'vitest';
import type { Clock } from '#lib/shared/clock.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { FakeFrames } from '../testing/fake-frames.ts';
import { setUpStore } from '../testing/store-rig.ts';
import { PacedFrames } from './frames.ts';

async function live() {
  const frames = new FakeFrames();
  const rig = setUpStore({ frames });
  await rig.live();
  frames.paint();
  const before = rig.changes();
  return { ...rig, frames, rendered: () => rig.changes() - before };
}

describe('what the store shows', () => {
  it('changes once for all that comes between two frames', async () => {
    const { sockets, store, frames, rendered, ada, tap } = await live();
    sockets.latest.say('delta', [10, 11, [1, 5]]);
    sockets.latest.say('delta', [11, 12, [1, 6]]);
    sockets.latest.say('presence', { here: 40 });
    await tap(1, 3);
    expect(rendered()).toBe(0);
    frames.paint();
    expect(rendered()).toBe(1);
    expect(ada()).toBe(9);
    expect(store.getState().here).toBe(40);
  });

  it('asks for no frame while nothing comes', async () => {
    const { frames, sockets } = await live();
    expect(frames.isAwaited).toBe(false);
    sockets.latest.say('delta', [10, 11, [1, 5]]);
    frames.paint();
    expect(frames.isAwaited).toBe(false);
  });

  it('rests while nobody sees the page, which taps all the same and comes back to the present at once', async () => {
    const { sockets, clock, frames, rendered, ada, tap, pushes } = await live();
    for (let version = 10; version < 500; version += 1) {
      sockets.latest.say('delta', [version, version + 1, [1, version]]);
    }
    await tap(1, 1);
    expect(pushes()).toHaveLength(1);
    sockets.latest.say('pulse', { epoch: 7, version: 500, now: 0 });
    clock.advance(2_000);
    expect(sockets.latest.all('sync')).toEqual([]);
    expect(rendered()).toBe(0);
    frames.paint();
    expect(rendered()).toBe(1);
    expect(ada()).toBe(500);
  });

  it('is a value: what was shown stays as it was, whatever comes', async () => {
    const { sockets, store, frames } = await live();
    const shown = store.getState().board;
    sockets.latest.say('delta', [10, 11, [1, 5]]);
    await settle();
    expect(shown.players.get(1)?.score).toBe(0);
    frames.paint();
    expect(shown.players.get(1)?.score).toBe(0);
    expect(store.getState().board.players.get(2)).toBe(shown.players.get(2));
  });
});

describe('PacedFrames', () => {
  /** A screen of 60 Hz, on which each change takes so long. */
  function setUp(tookMs: number) {
    const fake = new FakeClock();
    let busyMs = 0;
    const clock: Clock = {
      now: () => fake.now(),
      monotonic: () => fake.monotonic() + busyMs,
      after: (delayMs, callback) => fake.after(delayMs, callback),
    };
    const frames = new PacedFrames({
      clock,
      requestFrame: (callback) => {
        fake.after(16, () => {
          callback();
          busyMs += tookMs;
        });
      },
    });
    return { clock, advance: (ms: number) => fake.advance(ms), frames };
  }

  /** How often something was shown in a second in which there was always something new. */
  function shownPerSecond(tookMs: number): number {
    const { clock, advance, frames } = setUp(tookMs);
    let count = 0;
    const show = () => {
      count += 1;
      frames.next(show);
    };
    frames.next(show);
    while (clock.monotonic() < 1_000) advance(1);
    return count;
  }

  it('shows with each frame what is little work', () => {
    expect(shownPerSecond(0)).toBeGreaterThan(45);
  });

  it('is busy for a fifth of the time where a change is much work', () => {
    expect(shownPerSecond(20)).toBeGreaterThanOrEqual(7);
    expect(shownPerSecond(20)).toBeLessThanOrEqual(10);
  });

  it('shows the present four times a second on the slowest device', () => {
    expect(shownPerSecond(200)).toBeGreaterThanOrEqual(3);
  });

  it('does not let the person wait for the end of a rest', () => {
    const { advance, frames } = setUp(40);
    let count = 0;
    const ask = () => frames.next(() => (count += 1));
    const shown = () => count;
    ask();
    advance(16);
    expect(shown()).toBe(1);
    advance(1);
    ask();
    advance(50);
    expect(shown()).toBe(1);
    frames.hurry();
    frames.hurry();
    advance(16);
    expect(shown()).toBe(2);
  });
});
