import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminRoomsPage, BulkJob } from '#lib/protocol/admin.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { setRuntime } from '#lib/server/runtime/current.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { GET as audit } from './audit/route.ts';
import { POST as backUp } from './backups/route.ts';
import { GET as figures } from './figures/route.ts';
import { POST as setPassword } from './password/route.ts';
import { PATCH as rename } from './rooms/[code]/route.ts';
import { GET as findJob } from './rooms/actions/[job]/route.ts';
import { POST as act } from './rooms/actions/route.ts';
import { GET as listRooms } from './rooms/route.ts';
import { DELETE as signOut, POST as signIn } from './session/route.ts';
import { DELETE as signOutEverywhere } from './sessions/route.ts';

const PASSWORD = 'correct horse';

let server: TestServer;

async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  server = await startTestServer({ adminPassword: PASSWORD, ...options });
  setRuntime(server.runtime);
}

beforeEach(() => start());

afterEach(async () => {
  setRuntime(undefined);
  await server.close();
  expect(server.bugs).toEqual([]);
});

type Handler = (
  request: Request,
  context: { params: Promise<object> },
) => Response | Promise<Response>;

interface Call {
  readonly method?: string;
  readonly search?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

async function call<T = { kind: string }>(
  handler: Handler,
  { method = 'GET', search = '', params = {}, headers = {}, body }: Call = {},
) {
  const request = new Request(`http://scores.test/${search}`, {
    method,
    headers: {
      host: 'scores.test',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: (text === '' ? null : JSON.parse(text)) as T,
  };
}

const cookieIn = (headers: Headers) => String(headers.get('set-cookie')?.split(';')[0]);

async function admin(headers: Record<string, string> = {}): Promise<{ cookie: string }> {
  const answer = await call(signIn, { method: 'POST', body: { password: PASSWORD }, headers });
  expect(answer.status).toBe(204);
  return { cookie: cookieIn(answer.headers) };
}

const makeRoom = (name: string) => server.runtime.rooms.create({ name, players: ['Ada', 'Grace'] });

describe('signing in', () => {
  it('gives a cookie that no script and no other site gets', async () => {
    const plain = await call(signIn, { method: 'POST', body: { password: PASSWORD } });
    expect(plain.headers.get('set-cookie')).toMatch(
      /^scoreroom_admin=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const secure = await call(signIn, {
      method: 'POST',
      body: { password: PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(secure.headers.get('set-cookie')).toMatch(
      /^__Host-scoreroom_admin=[\w-]{43}; Path=\/; .*; Secure$/,
    );
  });

  it('takes no wrong password, and none that is too long before it is hashed', async () => {
    const wrong = await call(signIn, { method: 'POST', body: { password: 'wrong' } });
    expect(wrong).toMatchObject({ status: 401, json: { kind: 'unauthorized' } });
    const body = { password: 'x'.repeat(1_000_000) };
    expect(await call(signIn, { method: 'POST', body })).toMatchObject({
      status: 413,
      json: { kind: 'too_large' },
    });
  });

  it('makes a new session: one that was planted before opens nothing', async () => {
    const planted = await admin();
    const mine = await admin(planted);
    expect(mine.cookie).not.toBe(planted.cookie);
    expect((await call(figures, { headers: planted })).status).toBe(401);
    expect((await call(figures, { headers: mine })).status).toBe(200);
  });

  it('is refused to a page of another origin', async () => {
    const headers = { origin: 'https://evil.example' };
    const answer = await call(signIn, { method: 'POST', body: { password: PASSWORD }, headers });
    expect(answer.status).toBe(403);
  });

  it('tells whoever tries too often when to come back', async () => {
    const tries = [];
    for (let index = 0; index < 5; index += 1) {
      tries.push(await call(signIn, { method: 'POST', body: { password: 'wrong' } }));
    }
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429]);
    expect(tries[4]?.headers.get('retry-after')).toBe('1');
  });
});

describe('everything else', () => {
  it('is for admins alone', async () => {
    const { code } = await makeRoom('Quiz night');
    const doors: [Handler, Call][] = [
      [figures, {}],
      [audit, {}],
      [listRooms, {}],
      [listRooms, { search: `?codes=${code}` }],
      [act, { method: 'POST', body: { action: 'reset', codes: [code] } }],
      [findJob, { params: { job: '1' } }],
      [rename, { method: 'PATCH', params: { code }, body: { name: 'Mine' } }],
      [signOutEverywhere, { method: 'DELETE' }],
    ];
    for (const [handler, request] of doors) {
      for (const cookie of ['', 'scoreroom_admin=', `scoreroom_admin=${'x'.repeat(43)}`]) {
        expect((await call(handler, { ...request, headers: { cookie } })).status).toBe(401);
      }
    }
    expect((await server.runtime.rooms.read(code))?.generation).toBe(1);
  });

  it('ends with the session', async () => {
    const here = await admin();
    const there = await admin();
    expect((await call(signOut, { method: 'DELETE', headers: here })).status).toBe(204);
    expect((await call(figures, { headers: here })).status).toBe(401);
    expect((await call(figures, { headers: there })).status).toBe(200);
    await call(signOutEverywhere, { method: 'DELETE', headers: there });
    expect((await call(figures, { headers: there })).status).toBe(401);
  });

  it('is sent with no-store', async () => {
    const headers = await admin();
    for (const handler of [figures, audit, listRooms]) {
      expect((await call(handler, { headers })).headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('rooms', () => {
  it('are found by words, in an order, and shown by name', async () => {
    const headers = await admin();
    const quiz = await makeRoom('Quiz night');
    await makeRoom('Relay');
    const all = await call<AdminRoomsPage>(listRooms, { headers, search: '?order=name' });
    expect(all.json).toMatchObject({ total: 2, page: 1, pages: 1 });
    const found = await call<AdminRoomsPage>(listRooms, { headers, search: '?text=QUIZ' });
    expect(found.json.rooms).toMatchObject([{ code: quiz.code, players: 2, here: 0 }]);
    const named = await call<AdminRoomsPage>(listRooms, { headers, search: `?codes=${quiz.code}` });
    expect(named.json.rooms).toHaveLength(1);
    for (const search of ['?order=luck', '?page=0', '?descending=maybe', '?codes=../x']) {
      expect((await call(listRooms, { headers, search })).status).toBe(400);
    }
  });

  it('are reset, and have their scores back', async () => {
    const headers = await admin();
    const { code } = await makeRoom('Quiz night');
    await server.runtime.rooms.withRoom(code, (room) =>
      room.act(
        { role: 'host', device: null, deviceName: null, label: null },
        { type: 'set-score', player: 1, score: 7 },
      ),
    );
    const scores = async () =>
      (await server.runtime.rooms.read(code))?.players.map(({ score }) => score);
    const reset = await call<BulkJob>(act, {
      method: 'POST',
      headers,
      body: { action: 'reset', codes: [code] },
    });
    expect(reset).toMatchObject({ status: 200, json: { done: 1, failed: 0, isFinished: true } });
    expect(await scores()).toEqual([0, 0]);
    const job = reset.json.id;
    await call(act, { method: 'POST', headers, body: { action: 'restore-scores', job } });
    expect(await scores()).toEqual([7, 0]);
    expect((await call(findJob, { headers, params: { job: String(job) } })).status).toBe(200);
    const { json } = await call<{ entries: { action: string; by: string }[] }>(audit, {
      headers,
      search: `?code=${code}`,
    });
    expect(json.entries.map(({ action, by }) => [action, by])).toEqual([
      ['restore-generation', 'admin'],
      ['reset', 'admin'],
    ]);
  });

  it('are locked, closed, opened, deleted and restored', async () => {
    const headers = await admin();
    const { code } = await makeRoom('Quiz night');
    const row = async (deleted = false) =>
      (
        await call<AdminRoomsPage>(listRooms, {
          headers,
          search: `?codes=${code}&deleted=${String(deleted)}`,
        })
      ).json.rooms[0];
    const run = async (action: string) =>
      (await call<BulkJob>(act, { method: 'POST', headers, body: { action, all: { text: '' } } }))
        .json.done;
    expect(await run('lock-scoring')).toBe(1);
    expect(await run('lock-scoring')).toBe(0);
    expect(await row()).toMatchObject({ scoringLocked: true, closedAt: null });
    expect(await run('close')).toBe(1);
    expect((await row())?.closedAt).not.toBeNull();
    expect(await run('open')).toBe(1);
    expect(await row()).toMatchObject({ closedAt: null });
    expect(await run('delete')).toBe(1);
    expect(await row()).toBeUndefined();
    expect(await row(true)).toMatchObject({ code });
    expect(await server.runtime.rooms.read(code)).toBeNull();
    const back = { action: 'restore', all: { deleted: true } };
    await call(act, { method: 'POST', headers, body: back });
    expect(await row()).toMatchObject({ code, scoringLocked: true });
  });

  it('are renamed, by the rules of names', async () => {
    const headers = await admin();
    const { code } = await makeRoom('Quiz night');
    const request = { method: 'PATCH', headers, params: { code } };
    expect((await call(rename, { ...request, body: { name: '\u202Eevil' } })).status).toBe(400);
    expect((await call(rename, { ...request, body: { name: 'Relay' } })).status).toBe(200);
    expect((await server.runtime.rooms.read(code))?.name).toBe('Relay');
  });

  it('stay as they are for an action that only asks what would be concerned', async () => {
    const headers = await admin();
    await makeRoom('Quiz night');
    const body = { action: 'delete', all: {}, preview: true };
    expect(await call(act, { method: 'POST', headers, body })).toMatchObject({
      status: 200,
      json: { rooms: 1, players: 2, people: 0 },
    });
    const both = { action: 'reset', all: {}, codes: ['CCCCCC'] };
    expect((await call(act, { method: 'POST', headers, body: both })).status).toBe(400);
  });
});

describe('a live connection', () => {
  it('that rests on an admin’s session is cut as the admin signs out', async () => {
    const headers = await admin();
    const { code } = await makeRoom('Quiz night');
    const socket = io(server.url, {
      transports: ['websocket'],
      reconnection: false,
      auth: { protocol: PROTOCOL_VERSION },
      extraHeaders: headers,
    });
    try {
      const joined: unknown = await socket.emitWithAck('join', {
        room: code,
        clientId: 'A'.repeat(22),
      });
      expect(joined).toMatchObject({ ok: true, you: { role: 'host' } });
      const cut = new Promise((resolve) => socket.once('disconnect', resolve));
      await call(signOutEverywhere, { method: 'DELETE', headers });
      await cut;
      expect(socket.connected).toBe(false);
    } finally {
      socket.disconnect();
    }
  });
});

describe('the one-time link', () => {
  it('sets the first password once', async () => {
    await server.close();
    server = await startTestServer();
    setRuntime(server.runtime);
    const token = await server.runtime.admin.password.setupToken();
    const request = { method: 'POST', body: { token, password: 'battery staple' } };
    const set = await call(setPassword, request);
    expect(set.status).toBe(204);
    const headers = { cookie: cookieIn(set.headers) };
    expect((await call(figures, { headers })).status).toBe(200);
    expect((await call(setPassword, request)).status).toBe(401);
    const body = { password: 'battery staple' };
    expect((await call(signIn, { method: 'POST', body })).status).toBe(204);
  });
});

describe('backups', () => {
  const operator = () => ({
    authorization: `Bearer ${server.runtime.admin.backups.operatorSecret}`,
  });

  it('are made for a signed-in admin, and recorded', async () => {
    await makeRoom('Quiz night');
    const headers = await admin();
    const { status, json } = await call<{ file: string; rooms: number; events: number }>(backUp, {
      method: 'POST',
      headers,
      body: {},
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({ rooms: 1, events: 0 });
    expect(json.file).toMatch(/backups.scoreroom-\d{8}-\d{6}\.db$/);
    const { entries } = await server.runtime.admin.audit({});
    expect(entries[0]).toMatchObject({ by: 'admin', action: 'backup', detail: { rooms: 1 } });
  });

  it('are made for the operator by the secret of the run file, who also says where', async () => {
    const first = await call<{ file: string }>(backUp, {
      method: 'POST',
      headers: operator(),
      body: {},
    });
    const file = first.json.file.replace('scoreroom-', 'mine-');
    const second = await call<{ file: string }>(backUp, {
      method: 'POST',
      headers: operator(),
      body: { file },
    });
    expect(second).toMatchObject({ status: 201, json: { file } });
  });

  it('are refused to everybody else, and an admin does not choose the place', async () => {
    const wrong = { authorization: `Bearer ${'x'.repeat(43)}` };
    for (const headers of [{}, wrong]) {
      const { status, json } = await call(backUp, { method: 'POST', headers, body: {} });
      expect([status, json.kind]).toEqual([401, 'unauthorized']);
    }
    const headers = await admin();
    const { status, json } = await call(backUp, {
      method: 'POST',
      headers,
      body: { file: '/etc/passwd' },
    });
    expect([status, json.kind]).toEqual([403, 'not_allowed']);
  });

  it('are made one at a time', async () => {
    const make = () => call(backUp, { method: 'POST', headers: operator(), body: {} });
    const answers = await Promise.all([make(), make()]);
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 429]);
  });
});
