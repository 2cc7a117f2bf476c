import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecret, deviceIdOf } from '#lib/server/access/secret.ts';
import { setRuntime } from '#lib/server/runtime/current.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { POST as act } from './rooms/[code]/actions/route.ts';
import { GET as readArchives } from './rooms/[code]/archives/route.ts';
import { GET as readDevices } from './rooms/[code]/devices/route.ts';
import { POST as enter } from './rooms/[code]/enter/route.ts';
import { DELETE as revokeLink } from './rooms/[code]/links/[link]/route.ts';
import { GET as readLinks, POST as createLink } from './rooms/[code]/links/route.ts';
import { GET as readLog } from './rooms/[code]/log/route.ts';
import { GET as readPin, PUT as setPin } from './rooms/[code]/pin/route.ts';
import { GET as readRemoved } from './rooms/[code]/removed/route.ts';
import { POST as reset } from './rooms/[code]/reset/route.ts';
import { DELETE as deleteRoom, GET as readRoom } from './rooms/[code]/route.ts';
import { POST as score } from './rooms/[code]/scores/route.ts';

let server: TestServer;
let code: string;
let hostKey: string;

beforeEach(async () => {
  server = await startTestServer({ limits: { trustedProxies: ['127.0.0.1'] } });
  setRuntime(server.runtime);
  ({ code, hostKey } = await open());
});

afterEach(async () => {
  setRuntime(undefined);
  await server.close();
  expect(server.bugs).toEqual([]);
});

function open() {
  return server.runtime.rooms.create({ name: 'Quiz night', players: ['Ada', 'Grace'] });
}

type Handler = (
  request: Request,
  context: { params: Promise<object> },
) => Response | Promise<Response>;

interface Call {
  readonly method?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly query?: string;
  readonly body?: unknown;
}

/** A request as one person's: by the key of a link, by the cookie of a device, by both, or by nothing. */
async function call<T = Record<string, unknown>>(handler: Handler, request: Call = {}) {
  const { method = 'GET', params = {}, headers = {}, query = '', body } = request;
  const sent = new Request(`http://scores.test/${query}`, {
    method,
    headers: {
      host: 'scores.test',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const response = await handler(sent, { params: Promise.resolve({ code, ...params }) });
  const text = await response.text();
  const json = (text === '' ? null : JSON.parse(text)) as T;
  return { status: response.status, headers: response.headers, json };
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const cookieOf = (secret: string) => ({ cookie: `scoreroom_device=${secret}` });
const problem = (kind: string, status: number) => ({ status, json: { kind, status } });

interface Made {
  readonly id: number;
  readonly key: string;
  readonly url: string;
}

async function link(role: string, more: object = {}) {
  const body = { role, label: `a ${role}`, ...more };
  return (await call<Made>(createLink, { method: 'POST', headers: bearer(hostKey), body })).json;
}

/** The device cookie that an answer gives, if any. */
function deviceIn(headers: Headers): string | null {
  const [cookie] = headers.getSetCookie();
  return /^scoreroom_device=([\w-]{43});/.exec(cookie ?? '')?.[1] ?? null;
}

describe('links', () => {
  it('are made with a key that is shown once, listed without it, and taken back', async () => {
    const made = await call<Made>(createLink, {
      method: 'POST',
      headers: bearer(hostKey),
      body: { role: 'scorekeeper', label: 'Table 4' },
    });
    expect(made).toMatchObject({
      status: 201,
      json: { role: 'scorekeeper', label: 'Table 4', expiresAt: null, lastUsedAt: null },
    });
    const { id, key, url } = made.json;
    expect(url).toBe(`http://scores.test/r/${code}#key=${key}`);
    const listed = await call<{ links: object[] }>(readLinks, { headers: bearer(hostKey) });
    expect(listed.json.links).toMatchObject([{ role: 'host' }, { id, label: 'Table 4' }]);
    expect(JSON.stringify(listed.json)).not.toContain(key);
    expect(listed.headers.get('cache-control')).toBe('no-store');
    const params = { link: String(id) };
    const back = { method: 'DELETE', params, headers: bearer(hostKey) };
    expect((await call(revokeLink, back)).status).toBe(204);
    expect(await call(revokeLink, back)).toMatchObject(problem('unknown_link', 404));
    expect(await call(readRoom, { headers: bearer(key) })).toMatchObject(
      problem('access_revoked', 401),
    );
  });

  it.each([
    ['a role that is none', { role: 'admin' }],
    ['an empty label', { label: ' ' }],
    ['a label that is too long', { label: 'x'.repeat(41) }],
    ['an end in the past', { expiresAt: 1 }],
    ['a foreign key', { keyHash: 'x' }],
  ])('are not made with %s', async (_, more) => {
    expect(await link('host', more)).toMatchObject({ kind: 'invalid_message' });
  });

  it.each(['0', '-1', 'x', '1e3', '__proto__', '99999999999999999999'])(
    'are not found as %j',
    async (id) => {
      const request = { method: 'DELETE', params: { link: id }, headers: bearer(hostKey) };
      expect(await call(revokeLink, request)).toMatchObject(problem('unknown_link', 404));
    },
  );

  it("of another room are nobody's business", async () => {
    const other = await open();
    const { id } = await link('host');
    const request = {
      method: 'DELETE',
      params: { code: other.code, link: String(id) },
      headers: bearer(other.hostKey),
    };
    expect(await call(revokeLink, request)).toMatchObject(problem('unknown_link', 404));
    expect((await call(readLinks, { headers: bearer(hostKey) })).status).toBe(200);
  });
});

describe('a key', () => {
  it.each<[string, (key: string) => string, string, number]>([
    ['that is empty', () => '', 'unauthorized', 401],
    ['of a megabyte', () => 'x'.repeat(1_000_000), 'unauthorized', 401],
    ['with one character off', (key) => `${key.slice(0, -1)}!`, 'unauthorized', 401],
    ['that nobody made', () => createSecret(), 'unauthorized', 401],
  ])(
    '[AC2] [AC3] %s opens nothing, not even what is open to all',
    async (_, change, kind, status) => {
      const headers = bearer(change(hostKey));
      for (const [handler, method] of [
        [readRoom, 'GET'],
        [readLinks, 'GET'],
        [reset, 'POST'],
      ] as const) {
        expect(await call(handler, { method, headers })).toMatchObject(problem(kind, status));
      }
    },
  );

  it("[AC4] of another room's link is not allowed here", async () => {
    const other = await open();
    expect(await call(readRoom, { headers: bearer(other.hostKey) })).toMatchObject(
      problem('not_allowed', 403),
    );
  });

  it.each(['key', 'hostKey', 'token', 'access_token'])(
    '[AC6] in the address as %s is refused, and not repeated in the answer',
    async (name) => {
      const answer = await call(readRoom, { query: `?${name}=${hostKey}` });
      expect(answer).toMatchObject(problem('unauthorized', 401));
      expect(JSON.stringify(answer.json)).not.toContain(hostKey);
    },
  );
});

describe('coming in', () => {
  const come = (body: object, headers = {}) => call(enter, { method: 'POST', headers, body });

  it('[AC15] by a key gives the browser its role, under a secret that nobody knew before', async () => {
    const planted = createSecret();
    const { key } = await link('scorekeeper');
    const entered = await come({ key }, cookieOf(planted));
    expect(entered).toMatchObject({ status: 200, json: { role: 'scorekeeper' } });
    const secret = deviceIn(entered.headers) ?? '';
    expect(secret).not.toBe(planted);
    const set = { type: 'set-score', player: 1, score: 5 };
    const put = (headers: object) =>
      call(act, { method: 'POST', headers: { ...headers }, body: set });
    expect(await put(cookieOf(planted))).toMatchObject(problem('not_allowed', 403));
    expect(await put(cookieOf(secret))).toMatchObject({ status: 200, json: { players: [1] } });
  });

  it('[AC16] by a key takes along the player that the device plays as', async () => {
    const device = createSecret();
    const claim = { type: 'claim-player', player: 2 };
    await call(act, { method: 'POST', headers: cookieOf(device), body: claim });
    const secret = deviceIn((await come({ key: hostKey }, cookieOf(device))).headers) ?? '';
    expect((await call(readLinks, { headers: cookieOf(secret) })).status).toBe(200);
    const claimedBy = await server.runtime.rooms.withRoom(
      code,
      (room) => room.board.players.get(2)?.claimedBy,
    );
    expect(claimedBy).toBe(deviceIdOf(secret));
  });

  it('[AC29] by a key takes nothing from a browser that the answer did not reach', async () => {
    const { key } = await link('scorekeeper');
    const first = deviceIn((await come({ key: hostKey })).headers) ?? '';
    await come({ key }, cookieOf(first));
    expect((await call(readLinks, { headers: cookieOf(first) })).status).toBe(200);
    const secret = deviceIn((await come({ key }, cookieOf(first))).headers) ?? '';
    expect((await call(readLinks, { headers: cookieOf(secret) })).status).toBe(200);
    expect((await call(readLinks, { headers: cookieOf(first) })).status).toBe(403);
  });

  it('[AC18] by a key leaves a program its own secret', async () => {
    const device = createSecret();
    const entered = await come({ key: hostKey }, { 'scoreroom-device': device });
    expect(entered.headers.getSetCookie()).toEqual([]);
    const headers = { 'scoreroom-device': device };
    expect((await call(readLinks, { headers })).status).toBe(200);
  });

  it.each([{}, { key: 'short' }, { key: 5 }, { pin: '1'.repeat(33) }, { key: 'x', pin: '1' }])(
    'by %j is no way',
    async (body) => {
      expect(await come(body)).toMatchObject(problem('invalid_message', 400));
    },
  );

  it('[AC8] with a device cookie that is there twice makes a new device', async () => {
    const secret = createSecret();
    const cookie = `scoreroom_device=${secret}; scoreroom_device=${createSecret()}`;
    const entered = await come({ key: hostKey }, { cookie });
    expect(deviceIn(entered.headers)).not.toBeNull();
    expect(await call(readLinks, { headers: cookieOf(secret) })).toMatchObject(
      problem('not_allowed', 403),
    );
  });

  it('[AC19] [AC20] to a room with a PIN asks for it once, by every way to read or tap', async () => {
    await call(setPin, { method: 'PUT', headers: bearer(hostKey), body: { pin: '4711' } });
    const device = createSecret();
    const tap = () => ({
      method: 'POST',
      headers: { ...cookieOf(device), 'idempotency-key': 'k' },
      body: { player: 1, delta: 1 },
    });
    const asked = problem('pin_required', 401);
    expect(await call(readRoom, { headers: cookieOf(device) })).toMatchObject(asked);
    expect(await call(score, tap())).toMatchObject(asked);
    expect(await come({ pin: '1234' }, cookieOf(device))).toMatchObject(asked);
    expect(await come({ pin: '4711' }, cookieOf(device))).toMatchObject({
      json: { role: 'participant' },
    });
    expect((await call(readRoom, { headers: cookieOf(device) })).status).toBe(200);
    expect((await call(score, tap())).status).toBe(200);
  });

  it('[AC21] by wrong PINs is slowed down', async () => {
    await call(setPin, { method: 'PUT', headers: bearer(hostKey), body: { pin: '4711' } });
    const device = cookieOf(createSecret());
    for (let tries = 0; tries < 5; tries += 1) await come({ pin: '0000' }, device);
    const waits = await come({ pin: '4711' }, device);
    expect(waits).toMatchObject({
      ...problem('rate_limited', 429),
      json: { retryAfterMs: expect.any(Number) },
    });
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the PIN', () => {
  it('is set, read and taken away by hosts', async () => {
    const headers = bearer(hostKey);
    const put = (pin: unknown) => call(setPin, { method: 'PUT', headers, body: { pin } });
    expect(await put('4711')).toMatchObject({ status: 200, json: { pin: '4711' } });
    expect((await call(readPin, { headers })).json).toEqual({ pin: '4711' });
    expect(await put(null)).toMatchObject({ status: 200, json: { pin: null } });
    for (const pin of ['123', '123456789', '12a4', 4711, ''])
      expect(await put(pin)).toMatchObject(problem('invalid_message', 400));
  });
});

describe('the log', () => {
  it('tells who did what, where from and why, and is read page by page', async () => {
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
    const device = createSecret();
    const { key } = await link('scorekeeper');
    const headers = { ...bearer(key), ...cookieOf(device), 'user-agent': userAgent };
    const body = { type: 'set-score', player: 2, score: 12, reason: 'Misheard' };
    await call(act, { method: 'POST', headers, body });
    await call(act, { method: 'POST', headers, body: { type: 'undo', event: 2 } });
    const page = (query: string) =>
      call<{ events: { version: number }[]; next: number | null }>(readLog, {
        headers: bearer(key),
        query,
      });
    const first = await page('?limit=1');
    expect(first.json).toMatchObject({
      events: [{ version: 3, kind: 'undo', about: 2, delta: -12, score: 0 }],
      next: 3,
    });
    const second = await page(`?limit=1&before=${String(first.json.next)}&kind=&text=misheard`);
    expect(second.json.events).toEqual([
      {
        version: 2,
        generation: 1,
        kind: 'set',
        player: 2,
        name: 'Grace',
        delta: 12,
        score: 12,
        about: null,
        reason: 'Misheard',
        at: expect.any(Number),
        undoneBy: 3,
        who: 'a scorekeeper',
        device: deviceIdOf(device),
        deviceName: 'Safari on iPhone',
        role: 'scorekeeper',
      },
    ]);
    expect((await page('?player=1')).json).toEqual({ events: [], next: null });
  });

  it.each([
    '?limit=0',
    '?limit=1001',
    '?limit=x',
    '?before=-1',
    '?kind=bribe',
    '?who=me',
    '?device=x',
  ])('is not searched by %s', async (query) => {
    expect(await call(readLog, { headers: bearer(hostKey), query })).toMatchObject(
      problem('invalid_message', 400),
    );
  });
});

describe('what was', () => {
  it('is kept: generations that ended, and players that left', async () => {
    const headers = bearer(hostKey);
    const does = (body: object) => call(act, { method: 'POST', headers, body });
    await does({ type: 'set-score', player: 1, score: 7 });
    await does({ type: 'remove-player', player: 2 });
    await does({ type: 'reset' });
    expect((await call(readArchives, { headers })).json).toMatchObject({
      archives: [{ generation: 1, players: [{ id: 1, name: 'Ada', score: 7 }] }],
    });
    expect((await call(readRemoved, { headers })).json).toEqual({
      players: [{ id: 2, name: 'Grace', score: 0, removedAt: 3, mergedInto: null }],
    });
  });
});

describe('devices', () => {
  it('are listed for the host with when they came, and whom they play as', async () => {
    const device = createSecret();
    await call(enter, { method: 'POST', headers: cookieOf(device), body: { pin: '1' } });
    const claim = { type: 'claim-player', player: 1 };
    await call(act, { method: 'POST', headers: cookieOf(device), body: claim });
    expect((await call(readDevices, { headers: bearer(hostKey) })).json).toEqual([
      {
        device: deviceIdOf(device),
        name: null,
        player: 1,
        here: false,
        waiting: 0,
        firstSeenAt: expect.any(Number),
        lastSeenAt: expect.any(Number),
      },
    ]);
  });
});

describe('deleting', () => {
  it('erases the room at once, for every door, and only for hosts', async () => {
    const { key } = await link('scorekeeper');
    expect(await call(deleteRoom, { method: 'DELETE', headers: bearer(key) })).toMatchObject(
      problem('not_allowed', 403),
    );
    const gone = await call(deleteRoom, { method: 'DELETE', headers: bearer(hostKey) });
    expect(gone.status).toBe(204);
    expect(await call(readRoom)).toMatchObject(problem('room_not_found', 404));
    expect(await server.runtime.directory.doorsByCode(code)).toBeNull();
  });
});

describe('the record', () => {
  it('[AC27] holds what was done and by whom, and no secret', async () => {
    const { id, key } = await link('scorekeeper');
    await call(setPin, { method: 'PUT', headers: bearer(hostKey), body: { pin: '4711' } });
    const body = { type: 'set-score', player: 1, score: 5 };
    await call(act, { method: 'POST', headers: bearer(key), body });
    await call(score, {
      method: 'POST',
      headers: { ...bearer(key), 'idempotency-key': 'k' },
      body: { player: 1, delta: 1 },
    });
    await call(revokeLink, {
      method: 'DELETE',
      params: { link: String(id) },
      headers: bearer(hostKey),
    });
    await call(deleteRoom, { method: 'DELETE', headers: bearer(hostKey) });
    const entries = await server.runtime.directory.audit({ code, limit: 50 });
    expect(entries.map(({ action, by }) => [action, by])).toEqual([
      ['delete-room', 'host'],
      ['revoke-link', 'host'],
      ['set-score', 'scorekeeper'],
      ['set-pin', 'host'],
      ['create-link', 'host'],
    ]);
    for (const secret of [key, hostKey, '4711'])
      expect(JSON.stringify(entries)).not.toContain(secret);
  });
});

describe('the first page', () => {
  const page = (headers: Record<string, string>, path = `/r/${code}`, method = 'GET') =>
    fetch(`${server.url}${path}`, { method, headers: { accept: 'text/html', ...headers } });

  it('[AC7] makes a browser a device, and a second one leaves it as it is', async () => {
    const first = await page({});
    expect(first.headers.get('set-cookie')).toMatch(
      /^scoreroom_device=[\w-]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/,
    );
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const secret = deviceIn(first.headers) ?? '';
    expect((await page(cookieOf(secret))).headers.get('set-cookie')).toBeNull();
  });

  it('[AC7] by https makes it one with a cookie of this host alone', async () => {
    const cookie = (await page({ 'x-forwarded-proto': 'https' })).headers.get('set-cookie');
    expect(cookie).toMatch(/^__Host-scoreroom_device=.*; Secure$/);
  });

  it('[AC8] replaces a cookie that is malformed, double or giant', async () => {
    const secret = createSecret();
    for (const cookie of [
      'scoreroom_device=x',
      `scoreroom_device=${secret}; scoreroom_device=${secret}`,
      `scoreroom_device=${secret}; a=${'x'.repeat(9_000)}`,
    ]) {
      expect(deviceIn((await page({ cookie })).headers)).not.toBeNull();
    }
  });

  it('[AC8] is refused to a header that is larger than any browser sends', async () => {
    expect((await page({ cookie: `a=${'x'.repeat(20_000)}` })).status).toBe(431);
  });

  it('is a page: nothing else makes a device', async () => {
    for (const answer of [
      await page({ accept: '*/*' }),
      await page({}, '/_next/static/x.js'),
      await page({}, `/api/v1/rooms/${code}`),
      await page({}, `/r/${code}`, 'POST'),
    ]) {
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });
});
