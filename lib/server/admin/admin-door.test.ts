import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import type { RightsChange } from '../access/access.ts';
import { Rights } from '../access/rights.ts';
import { AdminDoor } from './admin-door.ts';
import { AdminPassword } from './admin-password.ts';
import { AdminSessions } from './admin-sessions.ts';
import { SignInGate } from './sign-in-gate.ts';
import { FakeDirectory } from './testing/fake-directory.ts';

const CHEAP = { N: 16, r: 1, p: 1 };
const HERE = { address: '198.51.100.1', device: null, admin: null };

let clock: FakeClock;
let directory: FakeDirectory;
let told: RightsChange[];

beforeEach(() => {
  clock = new FakeClock();
  directory = new FakeDirectory();
  told = [];
});

/** A server as it starts, on what the one before has kept. */
function start(configured: string | null) {
  const password = new AdminPassword({ directory, configured, cost: CHEAP });
  const sessions = new AdminSessions({ directory, clock });
  const rights = new Rights();
  rights.subscribe((change) => told.push(change));
  const gate = new SignInGate({ clock });
  const onBug = (error: unknown) => expect.unreachable(String(error));
  const door = new AdminDoor({ password, sessions, gate, rights, directory, clock, onBug });
  return { password, sessions, door };
}

const actions = () => directory.entries.map(({ action }) => action);

describe('signing in', () => {
  it('takes the configured password and no other', async () => {
    const { door, sessions } = start('correct horse');
    const secret = await door.signIn('correct horse', HERE);
    expect(await sessions.isAdmin(secret)).not.toBeNull();
    for (const wrong of ['', 'correct hors', 'Correct horse']) {
      await expect(door.signIn(wrong, HERE)).rejects.toMatchObject({ kind: 'unauthorized' });
    }
  });

  it('refuses a megabyte before it is hashed', async () => {
    const { door } = start('correct horse');
    directory.adminPassword = () => Promise.reject(new Error('nobody should look'));
    await expect(door.signIn('x'.repeat(1_000_000), HERE)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });

  it('ends the session that the browser brought along: a planted one is worth nothing', async () => {
    const { door, sessions } = start('correct horse');
    const attackers = await door.signIn('correct horse', HERE);
    const secret = await door.signIn('correct horse', { ...HERE, admin: attackers });
    expect(await sessions.isAdmin(attackers)).toBeNull();
    expect(await sessions.isAdmin(secret)).not.toBeNull();
  });

  it('ends all sessions where the configured password has changed', async () => {
    const first = start('correct horse');
    const secret = await first.door.signIn('correct horse', HERE);
    const same = start('correct horse');
    await same.password.keep();
    expect(await same.sessions.isAdmin(secret)).not.toBeNull();
    const changed = start('battery staple');
    await changed.password.keep();
    expect(await changed.sessions.isAdmin(secret)).toBeNull();
    await expect(changed.door.signIn('correct horse', HERE)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    expect(await changed.door.signIn('battery staple', HERE)).toBeTruthy();
  });

  it('lets a browser that has signed in before past a flood from its own address', async () => {
    const { door } = start('correct horse');
    const known = { ...HERE, device: 'd'.repeat(43) };
    await door.signIn('correct horse', known);
    for (let index = 0; index < 10; index += 1) await door.signIn('wrong', HERE).catch(() => {});
    await expect(door.signIn('correct horse', HERE)).rejects.toMatchObject({
      kind: 'rate_limited',
    });
    expect(await door.signIn('correct horse', known)).toBeTruthy();
  });

  it('is recorded, and a flood of wrong passwords as one entry a minute', async () => {
    const { door } = start('correct horse');
    for (let index = 0; index < 20; index += 1) {
      await door.signIn('wrong', { ...HERE, address: `10.0.0.${index}` }).catch(() => {});
    }
    await door.signIn('correct horse', HERE);
    expect(actions()).toEqual(['sign-in-failed', 'sign-in']);
    clock.advance(60_000);
    await door.signIn('wrong', { ...HERE, address: '10.0.0.99' }).catch(() => {});
    expect(directory.entries.at(-1)?.detail).toEqual({ times: 20 });
    expect(JSON.stringify(directory.entries)).not.toMatch(/wrong|horse/);
  });
});

describe('the one-time link', () => {
  it('is there while no password is, the same for as long as the server runs', async () => {
    const { password } = start(null);
    const token = await password.setupToken();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await password.setupToken()).toBe(token);
    expect(await start(null).password.setupToken()).not.toBe(token);
    expect(await start('correct horse').password.setupToken()).toBeNull();
  });

  it('sets the password once, and signs in', async () => {
    const { password, door, sessions } = start(null);
    const token = String(await password.setupToken());
    const secret = await door.setFirstPassword(token, 'correct horse', HERE);
    expect(await sessions.isAdmin(secret)).not.toBeNull();
    await expect(door.setFirstPassword(token, 'battery staple', HERE)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    expect(await password.setupToken()).toBeNull();
    expect(await start(null).password.setupToken()).toBeNull();
    expect(await start(null).door.signIn('correct horse', HERE)).toBeTruthy();
  });

  it('sets it for one of two who use it at once', async () => {
    const { password, door } = start(null);
    const token = String(await password.setupToken());
    const both = await Promise.allSettled([
      door.setFirstPassword(token, 'correct horse', HERE),
      door.setFirstPassword(token, 'battery staple', { ...HERE, address: '203.0.113.9' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('takes no other token, and no password that is too short or too long', async () => {
    const { password, door } = start(null);
    const token = String(await password.setupToken());
    for (const other of ['', 'x', `${token}x`, 'x'.repeat(43)]) {
      await expect(
        door.setFirstPassword(other, 'correct horse', { ...HERE, address: other.slice(0, 3) }),
      ).rejects.toMatchObject({ kind: 'unauthorized' });
    }
    for (const bad of ['', 'seven 7', 'x'.repeat(513)]) {
      await expect(door.setFirstPassword(token, bad, HERE)).rejects.toMatchObject({
        kind: 'invalid_message',
      });
    }
    expect(await door.setFirstPassword(token, 'eight  8', HERE)).toBeTruthy();
  });

  it('opens nothing where there is a password', async () => {
    const { door } = start('correct horse');
    await expect(door.setFirstPassword('', 'battery staple', HERE)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });
});

describe('signing out', () => {
  it('ends the session, or everybody’s, and tells those whose connections rest on it', async () => {
    const { door, sessions } = start('correct horse');
    const one = await door.signIn('correct horse', HERE);
    const two = await door.signIn('correct horse', HERE);
    const three = await door.signIn('correct horse', HERE);
    await door.signOut({ ...HERE, admin: one });
    expect(await sessions.isAdmin(one)).toBeNull();
    expect(await sessions.isAdmin(two)).not.toBeNull();
    await door.signOutEverywhere({ ...HERE, admin: two });
    expect(await sessions.isAdmin(two)).toBeNull();
    expect(await sessions.isAdmin(three)).toBeNull();
    expect(told).toEqual([{ kind: 'admin-signed-out' }, { kind: 'admin-signed-out' }]);
    expect(actions().slice(-2)).toEqual(['sign-out', 'sign-out-everywhere']);
  });

  it('of a session that is none leaves no trace, however often', async () => {
    const { door } = start('correct horse');
    for (const admin of [null, '', 'x', 'x'.repeat(43)]) await door.signOut({ ...HERE, admin });
    expect(told).toEqual([]);
    expect(actions()).toEqual([]);
  });
});
