import { isValidElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROLES, type Role } from '#lib/protocol/roles.ts';
import { cookieName } from '#lib/server/access/cookies.ts';
import { ADMIN_COOKIE } from '#lib/server/access/credentials.ts';
import { createSecret } from '#lib/server/access/secret.ts';
import { OwnPageSource } from '#lib/server/renderer/own-page-source.ts';
import { setPageSource } from '#lib/server/renderer/page-source.ts';
import { actor } from '#lib/testing/actors.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import HostPage from './host/page.tsx';
import RoomPage from './page.tsx';

const asked = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock('next/headers', () => ({ headers: () => Promise.resolve(asked.headers) }));
// Which screen somebody gets is all that matters here; what is on them is tried in browsers.
vi.mock('#components/host/host-screen.tsx', () => ({ HostScreen: () => null }));
vi.mock('#components/room/room-screen.tsx', () => ({ RoomScreen: () => null }));

const PASSWORD = 'correct horse';
const PEOPLE = [...ROLES, 'admin'] as const;
type PersonKind = (typeof PEOPLE)[number];

let server: TestServer;
let code: string;
let roomId: number;

beforeEach(async () => {
  server = await startTestServer({ adminPassword: PASSWORD });
  setPageSource(new OwnPageSource(server.runtime));
  ({ code } = await server.runtime.rooms.create({ name: 'Quiz night', players: ['Ada'] }));
  roomId = await server.runtime.rooms.withRoom(code, (room) => room.roomId);
});

afterEach(async () => {
  setPageSource(undefined);
  await server.close();
  expect(server.bugs).toEqual([]);
});

/** A browser that has come by a link, or as an admin, or by the bare code. */
async function browse(kind: PersonKind): Promise<void> {
  const device = createSecret();
  const cookies = [`${cookieName('scoreroom_device', false)}=${device}`];
  const { runtime } = server;
  if (kind === 'admin') {
    const caller = { address: '127.0.0.1', device: null, admin: null };
    const session = await runtime.admin.door.signIn(PASSWORD, caller);
    cookies.push(`${cookieName(ADMIN_COOKIE, false)}=${session}`);
  } else if (kind !== 'participant') {
    const { key } = await runtime.links.create(roomId, { role: kind, label: kind });
    const credentials = { ...runtime.credentialsOf(new Headers()), device, key };
    await runtime.rooms.withRoom(code, (room) =>
      runtime.exchange.byKey(room, { credentials, keepsSecret: true }),
    );
  }
  asked.headers = new Headers({ host: 'scores.test', cookie: cookies.join('; ') });
}

/** What a page shows: the board with who somebody is, or what stands in its place. */
async function show(page: 'room' | 'host'): Promise<string> {
  const params = Promise.resolve({ code });
  const shown: unknown =
    page === 'room'
      ? await RoomPage({ params, searchParams: Promise.resolve({}) }).catch(String)
      : await HostPage({ params }).catch(String);
  if (typeof shown === 'string') return shown.includes('404') ? 'nothing' : shown;
  if (!isValidElement<{ you?: { role: Role } }>(shown)) return 'nothing';
  const { role } = shown.props.you ?? {};
  if (role !== undefined) return `the board, as ${role}`;
  return typeof shown.type === 'function' ? shown.type.name : String(shown.type);
}

const roleOf = (kind: PersonKind): Role => (kind === 'admin' ? 'host' : kind);

describe.each(PEOPLE)('a page, asked for as %s', (kind) => {
  const role = roleOf(kind);
  const board = `the board, as ${role}`;
  const runs = role === 'host' || role === 'scorekeeper';

  it('shows the board to everyone, and the host page to who has something to do there', async () => {
    await browse(kind);
    expect(await show('room')).toBe(board);
    expect(await show('host')).toBe(runs ? board : 'HostDoor');
  });

  it('asks for the PIN where there is one and nothing stands for it', async () => {
    await browse(kind);
    await server.runtime.directory.setPin(roomId, '4711');
    expect(await show('room')).toBe(kind === 'participant' ? 'PinDoor' : board);
    expect(await show('host')).toBe(runs ? board : 'HostDoor');
  });

  it('lets nobody into a locked room who has not been in it', async () => {
    await browse(kind);
    const change = { type: 'change-settings', settings: { locked: true } } as const;
    await server.runtime.rooms.withRoom(code, (room) => room.act(actor('host'), change));
    // Whoever holds a link has come in by it.
    expect(await show('room')).toBe(kind === 'participant' ? 'LockedDoor' : board);
    expect(await show('host')).toBe(runs ? board : 'HostDoor');
  });

  it('shows nothing of a room that is closed', async () => {
    await browse(kind);
    await server.runtime.directory.setClosed(roomId, 1);
    expect(await show('room')).toBe('nothing');
    expect(await show('host')).toBe('nothing');
  });

  it('shows another room as to anybody who comes by its code', async () => {
    await browse(kind);
    ({ code } = await server.runtime.rooms.create({ name: 'Another', players: [] }));
    const isAdmin = kind === 'admin';
    expect(await show('room')).toBe(isAdmin ? board : 'the board, as participant');
    expect(await show('host')).toBe(isAdmin ? board : 'HostDoor');
  });
});
