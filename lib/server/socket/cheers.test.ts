import { expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { Cheers } from './cheers.ts';

function cheering() {
  const clock = new FakeClock();
  const told: unknown[] = [];
  const tell = (code: string, counts: unknown) => void told.push([clock.monotonic(), code, counts]);
  return { clock, told, cheers: new Cheers({ clock, intervalMs: 250, tell }) };
}

it('of a crowd are told four times a second, added up, by room', () => {
  const { clock, told, cheers } = cheering();
  for (let ms = 0; ms < 500; ms += 10) {
    cheers.add('CCCCCC', '🎉');
    cheers.add('DDDDDD', '🔥');
    clock.advance(10);
  }
  expect(told).toEqual([
    [0, 'CCCCCC', [['🎉', 1]]],
    [0, 'DDDDDD', [['🔥', 1]]],
    [250, 'CCCCCC', [['🎉', 24]]],
    [250, 'DDDDDD', [['🔥', 24]]],
    [500, 'CCCCCC', [['🎉', 25]]],
    [500, 'DDDDDD', [['🔥', 25]]],
  ]);
});

it('are capped, and leave nothing behind once it is quiet', () => {
  const { clock, told, cheers } = cheering();
  for (let count = 0; count < 1_000; count += 1) cheers.add('CCCCCC', '👏');
  clock.advance(10_000);
  expect(told).toEqual([
    [0, 'CCCCCC', [['👏', 1]]],
    [250, 'CCCCCC', [['👏', 50]]],
  ]);
  expect(clock.pending).toBe(0);
});
