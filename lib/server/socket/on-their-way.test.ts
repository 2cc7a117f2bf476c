import { expect, it } from 'vitest';
import { OnTheirWay } from './on-their-way.ts';

it('tells what a device said last, also when it has gone', () => {
  const taps = new OnTheirWay();
  taps.note('ROOM', 'phone', 12);
  taps.note('ROOM', 'phone', 5);
  expect(taps.of('ROOM', 'phone')).toBe(5);
  expect(taps.of('OTHER', 'phone')).toBe(0);
  taps.note('ROOM', 'phone', 0);
  expect(taps.of('ROOM', 'phone')).toBe(0);
});

it('notes nothing of clients without a device', () => {
  const taps = new OnTheirWay();
  taps.note('ROOM', null, 12);
  expect(taps.of('ROOM', '')).toBe(0);
});

it('knows how many wait in all, whatever is said again', () => {
  const taps = new OnTheirWay();
  taps.note('ROOM', 'phone', 3);
  taps.note('ROOM', 'tablet', 2);
  taps.note('ROOM', 'phone', 1);
  taps.note('OTHER', 'laptop', 7);
  expect(taps.total).toEqual({ taps: 10, devices: 3 });
  taps.note('OTHER', 'laptop', 0);
  taps.note('OTHER', 'laptop', 0);
  expect(taps.total).toEqual({ taps: 3, devices: 2 });
});

it('is bounded, whatever clients say', () => {
  const taps = new OnTheirWay();
  for (let device = 0; device < 2_000; device += 1) taps.note('ROOM', `d${device}`, 1);
  expect(taps.of('ROOM', 'd999')).toBe(1);
  expect(taps.of('ROOM', 'd1000')).toBe(0);
  expect(taps.total).toEqual({ taps: 1_000, devices: 1_000 });
  for (let room = 0; room < 10_000; room += 1) taps.note(`R${room}`, 'phone', 1);
  expect(taps.of('ROOM', 'd999')).toBe(0);
  expect(taps.total).toEqual({ taps: 10_000, devices: 10_000 });
});
