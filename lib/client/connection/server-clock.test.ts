import { describe, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { ServerClock } from './server-clock.ts';

/** Asks a server that is `aheadMs` ahead, over a way of these lengths. */
function ask(
  clock: FakeClock,
  server: ServerClock,
  [thereMs, backMs, aheadMs]: [number, number, number],
): void {
  const askedAt = clock.monotonic();
  clock.advance(thereMs);
  const now = clock.now() + aheadMs;
  clock.advance(backMs);
  server.add(now, askedAt);
}

describe('ServerClock', () => {
  it('shows the own clock until it knows better', () => {
    const clock = new FakeClock(42);
    expect(new ServerClock(clock).now()).toBe(42);
  });

  it('is off by at most half the quickest round trip', () => {
    const clock = new FakeClock();
    const server = new ServerClock(clock);
    ask(clock, server, [900, 20, 60_000]);
    ask(clock, server, [10, 30, 60_000]);
    ask(clock, server, [5, 700, 60_000]);
    expect(Math.abs(server.now() - (clock.now() + 60_000))).toBeLessThanOrEqual(20);
  });

  it('goes on evenly when somebody sets the own clock', () => {
    const clock = new FakeClock();
    const server = new ServerClock(clock);
    ask(clock, server, [10, 10, 0]);
    const before = server.now();
    clock.jump(-3_600_000);
    clock.advance(1_000);
    expect(server.now() - before).toBe(1_000);
  });

  it('forgets a quick answer once it is old', () => {
    const clock = new FakeClock();
    const server = new ServerClock(clock);
    ask(clock, server, [0, 0, 0]);
    for (let times = 0; times < 8; times += 1) ask(clock, server, [10, 10, 5_000]);
    expect(server.now() - clock.now()).toBe(5_000);
  });
});
