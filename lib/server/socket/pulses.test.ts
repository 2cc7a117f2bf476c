import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { Pulses } from './pulses.ts';

const INTERVAL_MS = 3_000;

let clock: FakeClock;
/** By how much the timers of a busy server are late. */
let lateMs: number;
/** For how long a busy server did not look at its clock. */
let missedMs: number;
let rooms: { readonly roomId: number }[];
/** When each room was told, by its number. */
let told: Map<number, number[]>;
let pulses: Pulses<{ readonly roomId: number }>;

beforeEach(() => {
  clock = new FakeClock();
  lateMs = 0;
  missedMs = 0;
  rooms = Array.from({ length: 100 }, (_, index) => ({ roomId: index + 1 }));
  told = new Map();
  pulses = new Pulses({
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic() + missedMs,
      after: (delayMs, callback) => clock.after(delayMs + lateMs, callback),
    },
    intervalMs: INTERVAL_MS,
    rooms: () => rooms,
    tell: ({ roomId }) => {
      const times = told.get(roomId) ?? [];
      told.set(roomId, [...times, clock.monotonic()]);
    },
  });
});

afterEach(() => pulses.close());

function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe('pulses', () => {
  it('tells each room once per interval', () => {
    clock.advance(10 * INTERVAL_MS);
    expect(told.size).toBe(100);
    for (const times of told.values()) {
      expect(times).toHaveLength(10);
      expect(new Set(gapsOf(times))).toEqual(new Set([INTERVAL_MS]));
    }
  });

  it('keeps its pace while timers are late', () => {
    lateMs = 40;
    clock.advance(10 * INTERVAL_MS + lateMs);
    for (const times of told.values()) expect(times).toHaveLength(10);
  });

  it('gives few rooms the same moment', () => {
    clock.advance(INTERVAL_MS);
    const moments = new Map<number, number>();
    for (const [time = 0] of told.values()) moments.set(time, (moments.get(time) ?? 0) + 1);
    expect(Math.max(...moments.values())).toBeLessThanOrEqual(4);
  });

  it('tells a room that is new within one interval', () => {
    clock.advance(1_234);
    rooms.push({ roomId: 1_000_003 });
    clock.advance(INTERVAL_MS);
    expect(told.get(1_000_003)).toHaveLength(1);
  });

  it('makes up for turns that a busy server has missed, once', () => {
    clock.advance(INTERVAL_MS);
    missedMs = 2.5 * INTERVAL_MS;
    const before = new Map(told);
    clock.advance(INTERVAL_MS / 30);
    for (const [roomId, times] of told) {
      expect(times.length - (before.get(roomId)?.length ?? 0)).toBe(1);
    }
  });

  it('tells nobody once it is closed', () => {
    pulses.close();
    clock.advance(INTERVAL_MS);
    expect(told.size).toBe(0);
  });
});
