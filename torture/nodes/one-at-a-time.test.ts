import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

it('does things of one name one after another, and others meanwhile', async () => {
  const work = new OneAtATime();
  const did: string[] = [];
  const first = Promise.withResolvers<void>();
  await work.begin('redis', () => first.promise.then(() => void did.push('first')));
  const second = work.begin('redis', async () => void did.push('second'));
  await work.begin('postgres', async () => void did.push('other'));
  await turn();
  expect(did).toEqual(['other']);
  first.resolve();
  await second;
  await work.settled();
  expect(did).toEqual(['other', 'first', 'second']);
});

it('tells of what fails, whoever waits for it', async () => {
  const work = new OneAtATime();
  await work.begin('redis', () => Promise.reject(new Error('it does not start')));
  await expect(work.begin('redis', async () => undefined)).rejects.toThrow('it does not start');
  await expect(work.settled()).rejects.toThrow('it does not start');
});
