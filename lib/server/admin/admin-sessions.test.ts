import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { AdminSessions, SESSION_IDLE_MS, SESSION_MAX_MS } from './admin-sessions.ts';
import { FakeDirectory } from './testing/fake-directory.ts';

let clock: FakeClock;
let directory: FakeDirectory;
let sessions: AdminSessions;

beforeEach(() => {
  clock = new FakeClock();
  directory = new FakeDirectory();
  sessions = new AdminSessions({ directory, clock });
});

describe('admin sessions', () => {
  it('have a secret of 256 bits, which is not kept', async () => {
    const secret = await sessions.begin(null);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect([...directory.sessions.keys()].join()).not.toContain(
      Buffer.from(secret, 'base64url').toString('hex'),
    );
    expect(await sessions.isAdmin(secret)).not.toBeNull();
  });

  it('begin with a new secret, whatever the browser held before', async () => {
    const planted = 'p'.repeat(43);
    const secret = await sessions.begin(planted);
    expect(secret).not.toBe(planted);
    expect(await sessions.isAdmin(planted)).toBeNull();
    const next = await sessions.begin(secret);
    expect(await sessions.isAdmin(secret)).toBeNull();
    expect(await sessions.isAdmin(next)).not.toBeNull();
  });

  it('end after half an hour without a sign of life', async () => {
    const secret = await sessions.begin(null);
    clock.advance(SESSION_IDLE_MS - 1);
    expect(await sessions.isAdmin(secret)).not.toBeNull();
    clock.advance(SESSION_IDLE_MS - 1);
    expect(await sessions.isAdmin(secret)).not.toBeNull();
    clock.advance(SESSION_IDLE_MS);
    expect(await sessions.isAdmin(secret)).toBeNull();
    expect(directory.sessions.size).toBe(0);
  });

  it('are not kept alive by what a page does by itself', async () => {
    const secret = await sessions.begin(null);
    for (let index = 0; index < 29; index += 1) {
      clock.advance(60_000);
      expect(await sessions.peek(secret)).not.toBeNull();
    }
    clock.advance(60_000);
    expect(await sessions.peek(secret)).toBeNull();
  });

  it('end after twelve hours, however busy', async () => {
    const secret = await sessions.begin(null);
    const begun = clock.now();
    for (let at = 0; at + 60_000 < SESSION_MAX_MS; at += 60_000) {
      clock.advance(60_000);
      await sessions.isAdmin(secret);
    }
    expect(await sessions.isAdmin(secret)).toEqual({ expiresAt: begun + SESSION_MAX_MS });
    clock.advance(60_000);
    expect(await sessions.isAdmin(secret)).toBeNull();
  });

  it('say when they end, so that what rests on them ends then', async () => {
    const secret = await sessions.begin(null);
    expect(await sessions.isAdmin(secret)).toEqual({ expiresAt: clock.now() + SESSION_IDLE_MS });
  });

  it('end one by one, and all together', async () => {
    const [one, two, three] = [
      await sessions.begin(null),
      await sessions.begin(null),
      await sessions.begin(null),
    ];
    await sessions.end(one);
    expect(await sessions.isAdmin(one)).toBeNull();
    expect(await sessions.isAdmin(two)).not.toBeNull();
    await sessions.endAll();
    expect(await sessions.isAdmin(two)).toBeNull();
    expect(await sessions.isAdmin(three)).toBeNull();
  });

  it.each(['', 'x', 'x'.repeat(1_000_000), '"'.repeat(43)])(
    'are not found by %.12j',
    async (secret) => {
      await sessions.begin(null);
      expect(await sessions.isAdmin(secret)).toBeNull();
      await sessions.end(secret);
      expect(directory.sessions.size).toBe(1);
    },
  );
});
