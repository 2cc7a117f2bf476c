import { expect, it } from 'vitest';
import { settle } from '#lib/testing/fake-clock.ts';
import { CommitSlots } from './commit-slots.ts';

it('lets so many in at once, and the others in the order in which they came', async () => {
  const slots = new CommitSlots(2);
  const entered: number[] = [];
  const leave: (() => void)[] = [];
  for (let place = 0; place < 4; place += 1) {
    void slots.take().then((giveBack) => {
      entered.push(place);
      leave.push(giveBack);
    });
  }
  await settle();
  expect(entered).toEqual([0, 1]);
  leave[1]?.();
  leave[1]?.();
  await settle();
  expect(entered).toEqual([0, 1, 2]);
  leave[0]?.();
  await settle();
  expect(entered).toEqual([0, 1, 2, 3]);
});
