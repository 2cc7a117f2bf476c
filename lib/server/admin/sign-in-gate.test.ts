import { beforeEach, describe, expect, it } from 'vitest';
import { ScoreroomError, type WireError } from '#lib/protocol/errors.ts';
import { assert } from '#lib/shared/assert.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { SignInGate } from './sign-in-gate.ts';

let clock: FakeClock;
let gate: SignInGate;

beforeEach(() => {
  clock = new FakeClock();
  gate = new SignInGate({ clock });
});

function wireOf(error: unknown): WireError {
  assert(error instanceof ScoreroomError, 'the gate refuses in our own words');
  return error.wire;
}

/** Tries that take as long as a test wants, and how many of them run. */
function tries() {
  const open: { address: string; end: (isRight: boolean) => void }[] = [];
  let most = 0;
  return {
    open,
    get most() {
      return most;
    },
    begin: (address: string) =>
      gate
        .run(address, () => {
          const { promise, resolve } = Promise.withResolvers<true | null>();
          open.push({ address, end: (isRight) => resolve(isRight || null) });
          most = Math.max(most, open.length);
          return promise;
        })
        .then(
          (isRight) => (isRight === true ? 'in' : 'wrong'),
          (error: unknown) => wireOf(error).kind,
        ),
    /** Ends the tries that run, one after the other, until none is left. */
    async finish(isRight: (address: string) => boolean) {
      for (let next = open.shift(); next !== undefined; next = open.shift()) {
        next.end(isRight(next.address));
        await settle();
      }
    },
  };
}

const wrong = async () => null;
const right = async () => true;
const kindOf = (run: Promise<unknown>) =>
  run.then(
    () => 'heard',
    (error: unknown) => wireOf(error).kind,
  );

describe('sign-in gate', () => {
  it('runs at most 2 of 50 parallel wrong passwords, and the real admin elsewhere still gets in', async () => {
    const many = tries();
    const attack = Array.from({ length: 50 }, () => many.begin('203.0.113.9'));
    const admin = many.begin('198.51.100.1');
    await settle();
    await many.finish((address) => address === '198.51.100.1');
    expect(await admin).toBe('in');
    expect(many.most).toBeLessThanOrEqual(2);
    const outcomes = await Promise.all(attack);
    expect(outcomes.filter((outcome) => outcome === 'wrong').length).toBeLessThanOrEqual(2);
    expect(outcomes.filter((outcome) => outcome === 'rate_limited').length).toBeGreaterThanOrEqual(
      48,
    );
  });

  it('runs at most 2 of 50 from as many addresses, one after the other, and hears the admin too', async () => {
    const many = tries();
    const attack = Array.from({ length: 50 }, (_, index) => many.begin(`203.0.113.${index}`));
    const admin = many.begin('198.51.100.1');
    await settle();
    await many.finish((address) => address === '198.51.100.1');
    expect(await admin).toBe('in');
    expect(many.most).toBe(2);
    expect(await Promise.all(attack)).toEqual(Array.from({ length: 50 }, () => 'wrong'));
  });

  it('lets an address that somebody has signed in from before go first', async () => {
    await gate.run('198.51.100.1', right);
    const many = tries();
    for (let index = 0; index < 60; index += 1) void many.begin(`203.0.113.${index}`);
    void many.begin('198.51.100.1');
    await settle();
    many.open[0]?.end(false);
    await settle();
    expect(many.open.at(-1)?.address).toBe('198.51.100.1');
    await many.finish(() => false);
  });

  it('lets whoever has not failed push out whoever has, when too many wait', async () => {
    for (let index = 0; index < 70; index += 1) await gate.run(`10.0.0.${index}`, wrong);
    clock.advance(120_000);
    const many = tries();
    const attack = Array.from({ length: 70 }, (_, index) => many.begin(`10.0.0.${index}`));
    const admin = many.begin('198.51.100.1');
    await settle();
    await many.finish((address) => address === '198.51.100.1');
    expect(await admin).toBe('in');
    expect(
      (await Promise.all(attack)).filter((outcome) => outcome === 'rate_limited'),
    ).toHaveLength(5);
  });

  it('makes an address wait after some wrong passwords, twice as long each time, up to a minute', async () => {
    for (let index = 0; index < 3; index += 1) await gate.run('a', wrong);
    const pauses: number[] = [];
    for (let index = 0; index < 9; index += 1) {
      await gate.run('a', wrong);
      await expect(gate.run('a', right)).rejects.toMatchObject({ kind: 'rate_limited' });
      const pause = await gate
        .run('a', right)
        .catch((error: unknown) => wireOf(error).retryAfterMs);
      pauses.push(Number(pause));
      clock.advance(Number(pause));
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000));
    expect(await gate.run('a', right)).toBe(true);
  });

  it('forgets what went wrong once somebody got in, or after a rest', async () => {
    for (let index = 0; index < 3; index += 1) await gate.run('a', wrong);
    await gate.run('a', right);
    for (let index = 0; index < 3; index += 1) await gate.run('a', wrong);
    expect(await kindOf(gate.run('a', right))).toBe('heard');
    for (let index = 0; index < 3; index += 1) await gate.run('b', wrong);
    clock.advance(16 * 60_000);
    for (let index = 0; index < 3; index += 1) await gate.run('b', wrong);
    expect(await kindOf(gate.run('b', right))).toBe('heard');
  });

  it('gives nobody free tries under attack, and still hears each new address once', async () => {
    for (let index = 0; index < 30; index += 1) await gate.run(`10.0.0.${index}`, wrong);
    expect(await kindOf(gate.run('10.0.0.29', wrong))).toBe('rate_limited');
    expect(await kindOf(gate.run('198.51.100.1', right))).toBe('heard');
    clock.advance(61_000);
    expect(await kindOf(gate.run('10.0.0.29', wrong))).toBe('heard');
    expect(await kindOf(gate.run('10.0.0.29', wrong))).toBe('heard');
  });

  it('counts the 2^64 addresses of one household as one', async () => {
    const many = tries();
    const first = many.begin('2001:db8:1:2::1');
    const second = many.begin('2001:db8:1:2:ffff::9');
    const third = many.begin('2001:db8:1:2:abcd:1:2:3');
    const other = many.begin('2001:db8:1:3::1');
    const mapped = many.begin('::ffff:192.0.2.1');
    await settle();
    expect(many.open.map(({ address }) => address)).toEqual(['2001:db8:1:2::1', '2001:db8:1:3::1']);
    await many.finish(() => false);
    expect(await Promise.all([first, second, third, other, mapped])).toEqual([
      'wrong',
      'wrong',
      'rate_limited',
      'wrong',
      'wrong',
    ]);
  });

  it('goes on after a try that broke', async () => {
    await expect(gate.run('a', () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
    expect(await gate.run('a', right)).toBe(true);
  });
});
