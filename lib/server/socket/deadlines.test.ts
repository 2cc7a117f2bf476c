import { expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { Deadlines } from './deadlines.ts';

const AFTER_MS = 10_000;

function waiting() {
  const clock = new FakeClock();
  const over: [who: string, at: number][] = [];
  const onOver = (who: string) => void over.push([who, clock.monotonic()]);
  return { clock, over, deadlines: new Deadlines<string>({ clock, afterMs: AFTER_MS, onOver }) };
}

it('are over for each after the same time, by one timer', () => {
  const { clock, over, deadlines } = waiting();
  deadlines.begin('Ada');
  clock.advance(4_000);
  deadlines.begin('Grace');
  deadlines.begin('Linus');
  expect(clock.pending).toBe(1);
  clock.advance(60_000);
  expect(over).toEqual([
    ['Ada', AFTER_MS],
    ['Grace', 4_000 + AFTER_MS],
    ['Linus', 4_000 + AFTER_MS],
  ]);
});

it('that were ended are never over, and leave no timer behind', () => {
  const { clock, over, deadlines } = waiting();
  deadlines.begin('Ada');
  deadlines.begin('Grace');
  deadlines.end('Ada');
  clock.advance(60_000);
  expect(over).toEqual([['Grace', AFTER_MS]]);
  expect(clock.pending).toBe(0);
});

it('begin anew after a rest', () => {
  const { clock, over, deadlines } = waiting();
  deadlines.begin('Ada');
  clock.advance(60_000);
  deadlines.begin('Grace');
  clock.advance(AFTER_MS);
  expect(over.at(-1)).toEqual(['Grace', 60_000 + AFTER_MS]);
});

it('are over for nobody once they are closed', () => {
  const { clock, over, deadlines } = waiting();
  deadlines.begin('Ada');
  deadlines.close();
  clock.advance(60_000);
  expect(over).toEqual([]);
  expect(clock.pending).toBe(0);
});
