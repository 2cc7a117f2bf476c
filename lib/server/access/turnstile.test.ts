import { expect, it } from 'vitest';
import { settle } from '#lib/testing/fake-clock.ts';
import { Turnstile } from './turnstile.ts';

/** Work that ends when the test says so. */
function workshop(turnstile: Turnstile) {
  const started: number[] = [];
  const ends: ((outcome: 'done' | 'failed') => void)[] = [];
  const come = (who: number) =>
    turnstile.run(async () => {
      started.push(who);
      const outcome = await new Promise((resolve) => ends.push(resolve));
      if (outcome === 'failed') throw new Error('failed');
      return who;
    });
  return { started, come, end: (outcome: 'done' | 'failed') => ends.shift()?.(outcome) };
}

it('[AC28] lets a few through at a time, in order, whatever becomes of them', async () => {
  const { started, come, end } = workshop(new Turnstile({ atOnce: 2, maxWaiting: 10 }));
  const all = Promise.allSettled([1, 2, 3, 4].map(come));
  await settle();
  expect(started).toEqual([1, 2]);
  end('failed');
  await settle();
  expect(started).toEqual([1, 2, 3]);
  for (let count = 0; count < 3; count += 1) {
    end('done');
    await settle();
  }
  expect((await all).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  const late = come(5);
  await settle();
  end('done');
  expect(await late).toBe(5);
});

it('[AC28] sends away who would have to wait too long', async () => {
  const { come, end } = workshop(new Turnstile({ atOnce: 1, maxWaiting: 1 }));
  const [first, second] = [come(1), come(2)];
  await expect(come(3)).rejects.toMatchObject({
    wire: { kind: 'rate_limited', retryable: true, retryAfterMs: 1_000 },
  });
  end('done');
  await settle();
  end('done');
  expect(await Promise.all([first, second])).toEqual([1, 2]);
});
