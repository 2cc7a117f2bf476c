import { describe, expect, it } from 'vitest';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { jittered } from './backoff.ts';

const BACKOFF = { baseMs: 500, maxMs: 8_000, spreadMs: 8_000 };
const CLIENTS = 5_000;

/** When each client comes back that was cut off at 0 from a server that is there again at `upAt`. */
function returns(upAt: number, seed: number): number[] {
  const draws = seededRandom(seed);
  return Array.from({ length: CLIENTS }, () => {
    let at = 0;
    for (let attempt = 0; at <= upAt; attempt += 1) {
      at += Math.max(
        1,
        jittered(attempt, BACKOFF, () => draws.random()),
      );
    }
    return at - upAt;
  });
}

describe('jittered', () => {
  it('stays below a ceiling that doubles up to its limit', () => {
    const ceilings = Array.from({ length: 6 }, (_, attempt) =>
      jittered(attempt, { baseMs: 500, maxMs: 8_000 }, () => 0.999_999),
    );
    expect(ceilings).toEqual([499, 999, 1_999, 3_999, 7_999, 7_999]);
  });

  it('draws the first delay evenly, from nothing', () => {
    expect(jittered(0, BACKOFF, () => 0)).toBe(0);
    expect(jittered(0, BACKOFF, () => 0.5)).toBe(4_000);
  });

  it.each([0, 1_000, 3_000, 5_000, 12_000, 60_000])(
    'brings a crowd back evenly from a server that was away for %i ms: no second has twice the mean',
    (upAt) => {
      for (let seed = 1; seed <= 10; seed += 1) {
        const arrivals = returns(upAt, seed);
        const perSecond = Array.from({ length: 8 }, () => 0);
        for (const at of arrivals) {
          const second = Math.min(7, Math.floor(at / 1_000));
          perSecond[second] = (perSecond[second] ?? 0) + 1;
        }
        expect(Math.max(...perSecond), `seed ${seed}`).toBeLessThan((2 * CLIENTS) / 8);
      }
    },
  );
});
