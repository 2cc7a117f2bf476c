import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS_HEADER } from '#lib/server/access/credentials.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import {
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '#lib/testing/test-server.ts';

let server: TestServer;
let clock: FakeClock;

async function start(options: TestServerOptions = {}) {
  clock = new FakeClock();
  server = await startTestServer({ clock, ...options });
}

afterEach(async () => {
  await server.close();
  expect(server.bugs).toEqual([]);
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers });

function useUp(what: 'refuseRequest' | 'refusePage') {
  const burst =
    what === 'refuseRequest' ? SERVER_LIMITS.requestBurst : SERVER_LIMITS.handshakeBurst;
  for (let used = 0; used < burst; used += 1) server.runtime.limits[what]('127.0.0.1');
}

// Behind the dispatcher of a test server there are no pages: what gets that far is 404.

describe('requests of one address', () => {
  it('past their limit are refused as a problem document, and taken again after a moment', async () => {
    await start();
    useUp('refuseRequest');
    const refused = await get('/api/v1/rooms/ABCDEF');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({
      type: 'about:blank',
      title: 'Too many requests',
      status: 429,
      kind: 'rate_limited',
      detail: 'Too many requests come from your address. Try again in a second.',
      retryable: true,
      retryAfterMs: 20,
    });
    expect((await get('/r/ABCDEF')).status).toBe(404);
    clock.advance(20);
    expect((await get('/api/v1/rooms/ABCDEF')).status).toBe(404);
  });

  it('with a body are refused without reading it, and the line ends', async () => {
    await start();
    useUp('refuseRequest');
    const body = 'x'.repeat(1_000_000);
    const refused = await fetch(`${server.url}/api/v1/rooms`, { method: 'POST', body });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('connection')).toBe('close');
  });

  it('tell an allowed origin why they are refused, and no other', async () => {
    await start({ allowedOrigins: ['https://friend.example'] });
    useUp('refuseRequest');
    const readableBy = async (origin: string) =>
      (await get('/api/v1/rooms/ABCDEF', { origin })).headers.get('access-control-allow-origin');
    expect(await readableBy('https://friend.example')).toBe('https://friend.example');
    expect(await readableBy('https://evil.example')).toBeNull();
  });

  it('for pages are refused in words; their files, and the health of the server, are not', async () => {
    await start();
    useUp('refusePage');
    const refused = await get('/r/ABCDEF', { accept: 'text/html,*/*' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('refresh')).toBe('1');
    expect(refused.headers.get('content-security-policy')).toMatch("default-src 'none'");
    expect(await refused.text()).toMatch(
      'Too many pages are opened from your address. Try again in a second.',
    );
    expect((await get('/_next/static/chunks/main.js')).status).toBe(404);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
  });
});

describe('a server that is behind', () => {
  it.each([
    '/admin',
    '/admin/rooms',
    '/api/v1/admin/rooms',
    '/api/v1/rooms/ABCDEF/log',
    '/api/v1/rooms/ABCDEF/archives?limit=1',
  ])('does not answer %s', async (path) => {
    await start({ isOverloaded: () => 'busy' });
    const refused = await get(path);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      detail: 'The server is busy. Try again in a moment.',
      retryAfterMs: 2_000,
    });
  });

  it.each(['/', '/r/ABCDEF', '/api/v1/rooms/ABCDEF', '/administer'])('answers %s', async (path) => {
    await start({ isOverloaded: () => 'drowning' });
    expect((await get(path)).status).toBe(404);
  });

  it('lets its admin act', async () => {
    await start({ isOverloaded: () => 'drowning' });
    const answer = await fetch(`${server.url}/api/v1/admin/session`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });
});

describe('what a request says about itself', () => {
  const said = {
    accept: 'text/html',
    'x-forwarded-for': '198.51.100.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    [ADDRESS_HEADER]: '198.51.100.1',
  };

  it('is not believed: it gets no cookie of https', async () => {
    await start();
    expect((await get('/', said)).headers.get('set-cookie')).toMatch(/^scoreroom_device=/);
  });

  it('is believed where a trusted proxy says it', async () => {
    await start({ limits: { trustedProxies: ['127.0.0.0/8'] } });
    expect((await get('/', said)).headers.get('set-cookie')).toMatch(/^__Host-scoreroom_device=/);
  });
});

describe('creating rooms', () => {
  const from = (address: string) => new Headers({ [ADDRESS_HEADER]: address });
  const room = { name: 'Quiz', players: [] };

  it('is limited by address', async () => {
    await start();
    for (let made = 0; made < SERVER_LIMITS.roomBurst; made += 1)
      server.runtime.limits.assertMayCreate('192.0.2.1');
    await expect(server.runtime.createRoom(from('192.0.2.1'), room)).rejects.toMatchObject({
      wire: {
        kind: 'rate_limited',
        message: 'Too many rooms are created from your address. Try again in 5 seconds.',
        retryAfterMs: 5_000,
      },
    });
    await server.runtime.createRoom(from('192.0.2.2'), room);
    clock.advance(5_000);
    await server.runtime.createRoom(from('192.0.2.1'), room);
  });

  it('ends when the server keeps as many as it may, and goes on when one was deleted', async () => {
    await start({ limits: { maxRooms: 1 } });
    const { code } = await server.runtime.createRoom(from('192.0.2.1'), room);
    await expect(server.runtime.createRoom(from('192.0.2.1'), room)).rejects.toMatchObject({
      kind: 'rate_limited',
    });
    const roomId = await server.runtime.rooms.withRoom(code, (made) => made.roomId);
    await server.runtime.directory.setDeleted(roomId, clock.now());
    clock.advance(10_000);
    await server.runtime.createRoom(from('192.0.2.1'), room);
  });
});
