import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '#lib/protocol/limits.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { setRuntime } from '#lib/server/runtime/current.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { POST as createFromForm } from '../../new/route.ts';
import { GET as nothingHere } from './[[...rest]]/route.ts';
import {
  DELETE as removePlayer,
  PATCH as renamePlayer,
} from './rooms/[code]/players/[player]/route.ts';
import { POST as addPlayer } from './rooms/[code]/players/route.ts';
import { GET as resetByGet, POST as reset } from './rooms/[code]/reset/route.ts';
import { GET as readRoom, OPTIONS as preflight } from './rooms/[code]/route.ts';
import { POST as score } from './rooms/[code]/scores/route.ts';
import { POST as createRoom } from './rooms/route.ts';

const BASE = 'http://scores.test';
const FRIEND = 'https://friend.example';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ allowedOrigins: [FRIEND] });
  setRuntime(server.runtime);
});

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
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** Sent as JSON unless it is text already. */
  readonly body?: unknown;
}

async function call(handler: Handler, { method = 'POST', params = {}, headers = {}, body }: Call) {
  const request = new Request(`${BASE}/`, {
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
  const json = (text === '' ? null : JSON.parse(text)) as never;
  return { status: response.status, headers: response.headers, json };
}

interface Created {
  code: string;
  hostKey: string;
  url: string;
}

async function open(players = ['Ada', 'Grace']): Promise<Created> {
  const { json } = await call(createRoom, { body: { name: 'Quiz night', players } });
  return json;
}

const bearer = (hostKey: string) => ({ authorization: `Bearer ${hostKey}` });
const problem = (kind: string, status: number) => ({ status, json: { kind, status } });

describe('rooms', () => {
  it('are made, and answer with the code, the host key, the address and the room', async () => {
    const made = await call(createRoom, {
      body: { name: ' Quiz  night ', players: ['Ada', 'Grace'] },
    });
    expect(made).toMatchObject({
      status: 201,
      json: {
        code: expect.stringMatching(/^[3-9A-Z]{6}$/),
        hostKey: expect.stringMatching(/^[\w-]{43}$/),
        url: expect.stringMatching(/^http:\/\/scores\.test\/r\/[3-9A-Z]{6}$/),
        room: { name: 'Quiz night', version: 1, generation: 1, players: [{ id: 1 }, { id: 2 }] },
      },
    });
  });

  it('are read by their code in any case, in the order of the standings', async () => {
    const { code } = await open();
    const headers = { 'idempotency-key': 'a' };
    await call(score, { params: { code }, headers, body: { player: 2, delta: 5 } });
    const { json } = await call(readRoom, { method: 'GET', params: { code: code.toLowerCase() } });
    expect(json).toEqual({
      code,
      name: 'Quiz night',
      epoch: expect.any(Number),
      version: 2,
      generation: 1,
      settings: DEFAULT_SETTINGS,
      players: [
        { id: 2, name: 'Grace', score: 5, rank: 1 },
        { id: 1, name: 'Ada', score: 0, rank: 2 },
      ],
    });
  });

  it.each([
    ['no name', { players: [] }],
    ['an empty name', { name: ' ' }],
    ['a name that is too long', { name: 'x'.repeat(41) }],
    ['a name with a control character', { name: 'a\u0000' }],
    ['a bidi name', { name: 'a\u202e' }],
    ['a name that is a number', { name: 5 }],
    ['players that are not a list', { name: 'x', players: 'Ada' }],
    ['an empty player', { name: 'x', players: [''] }],
    [
      'a player too many',
      { name: 'x', players: Array.from({ length: LIMITS.players + 1 }, () => 'Ada') },
    ],
    ['a foreign key', { name: 'x', admin: true }],
    ['a list', []],
    ['null', null],
  ])('are not made of %s', async (_, body) => {
    expect(await call(createRoom, { body })).toMatchObject(problem('invalid_message', 400));
  });

  it('take names as they are, whatever they look like', async () => {
    const { code } = await open(['<img src=x onerror=alert(1)>', "' OR 1=1--", '{{7*7}}']);
    const { json } = await call(readRoom, { method: 'GET', params: { code } });
    expect(json).toMatchObject({ players: [{ name: '<img src=x onerror=alert(1)>' }, {}, {}] });
  });

  it.each(['YYYYYY', '../..', 'a', '', 'YYYYYY\r\nx: y'])('are not found at %j', async (code) => {
    expect(await call(readRoom, { method: 'GET', params: { code } })).toMatchObject(
      problem('room_not_found', 404),
    );
  });
});

describe('bodies', () => {
  it.each<[string, Call, string, number]>([
    ['malformed JSON', { body: '{"name":' }, 'invalid_json', 400],
    ['no body', { headers: { 'content-type': 'application/json' } }, 'invalid_json', 400],
    [
      'a form',
      { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      'unsupported_media_type',
      415,
    ],
    [
      'a compressed body',
      { body: '{}', headers: { 'content-encoding': 'gzip' } },
      'unsupported_media_type',
      415,
    ],
    [
      'a body that is too large',
      { body: JSON.stringify('x'.repeat(SERVER_LIMITS.bodyBytes)) },
      'too_large',
      413,
    ],
    [
      'JSON that is too deep to be anything',
      { body: '['.repeat(20_000) + ']'.repeat(20_000) },
      'invalid_message',
      400,
    ],
  ])('of %s are answered as a problem document', async (_, request, kind, status) => {
    const answer = await call(createRoom, request);
    expect(answer).toMatchObject(problem(kind, status));
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({
      type: 'about:blank',
      title: expect.any(String),
      detail: expect.any(String),
    });
  });
});

describe('scores', () => {
  it('count once per idempotency key, and a repeat is answered like the first', async () => {
    const { code } = await open();
    const tap = {
      params: { code },
      headers: { 'idempotency-key': 'tap-1' },
      body: { player: 1, delta: 1 },
    };
    const first = await call(score, tap);
    expect(first).toMatchObject({
      status: 200,
      json: { player: 1, score: 1, version: 2, duplicate: false },
    });
    await call(score, { ...tap, headers: { 'idempotency-key': 'tap-2' } });
    const again = await call(score, tap);
    expect(again).toMatchObject({
      status: 200,
      json: { player: 1, score: 1, version: 2, duplicate: true },
    });
    expect((await server.runtime.rooms.read(code))?.players[0]?.score).toBe(2);
  });

  it('asked for many times at once count once', async () => {
    const { code } = await open();
    const tap = {
      params: { code },
      headers: { 'idempotency-key': 'same' },
      body: { player: 1, delta: 3 },
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(score, tap)));
    expect(
      answers.filter(({ json }: { json: { duplicate: boolean } }) => !json.duplicate),
    ).toHaveLength(1);
    expect((await server.runtime.rooms.read(code))?.players[0]?.score).toBe(3);
  });

  it('under a spent key with another body are refused', async () => {
    const { code } = await open();
    const headers = { 'idempotency-key': 'k' };
    await call(score, { params: { code }, headers, body: { player: 1, delta: 1 } });
    expect(
      await call(score, { params: { code }, headers, body: { player: 1, delta: 2 } }),
    ).toMatchObject(problem('operation_conflict', 422));
  });

  it.each<[string, unknown, string, number]>([
    ['delta 0', { player: 1, delta: 0 }, 'invalid_message', 400],
    ['delta 1.5', { player: 1, delta: 1.5 }, 'invalid_message', 400],
    ['delta "1"', { player: 1, delta: '1' }, 'invalid_message', 400],
    ['delta 1e400', '{"player":1,"delta":1e400}', 'invalid_message', 400],
    ['delta beyond a million', { player: 1, delta: -1_000_001 }, 'invalid_message', 400],
    ['no player', { delta: 1 }, 'invalid_message', 400],
    ['an unknown player', { player: 99, delta: 1 }, 'unknown_player', 404],
  ])('of %s are refused, and change nothing', async (_, body, kind, status) => {
    const { code } = await open();
    const headers = { 'idempotency-key': 'k' };
    expect(await call(score, { params: { code }, headers, body })).toMatchObject(
      problem(kind, status),
    );
    expect(await server.runtime.rooms.read(code)).toMatchObject({ version: 1 });
  });

  it.each([{}, { 'idempotency-key': '' }, { 'idempotency-key': 'x'.repeat(256) }])(
    'need an idempotency key of their own: %j',
    async (headers) => {
      const { code } = await open();
      expect(
        await call(score, { params: { code }, headers, body: { player: 1, delta: 1 } }),
      ).toMatchObject(problem('idempotency_key_required', 400));
    },
  );
});

describe('players', () => {
  it('are added, renamed and removed by the host', async () => {
    const { code, hostKey } = await open();
    const headers = bearer(hostKey);
    const added = await call(addPlayer, { params: { code }, headers, body: { name: 'Linus' } });
    expect(added).toMatchObject({ status: 201, json: { id: 3, name: 'Linus', score: 0 } });
    const params = { code, player: '3' };
    const renamed = await call(renamePlayer, {
      method: 'PATCH',
      params,
      headers,
      body: { name: 'Linus T.' },
    });
    expect(renamed).toMatchObject({ status: 200, json: { id: 3, name: 'Linus T.' } });
    expect(await call(removePlayer, { method: 'DELETE', params, headers })).toMatchObject({
      status: 204,
    });
    expect(await call(removePlayer, { method: 'DELETE', params, headers })).toMatchObject(
      problem('unknown_player', 404),
    );
    expect((await server.runtime.rooms.read(code))?.players.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('are 300 at most', async () => {
    const { code, hostKey } = await open(
      Array.from({ length: LIMITS.players }, (_, index) => `P${index}`),
    );
    expect(
      await call(addPlayer, { params: { code }, headers: bearer(hostKey), body: { name: 'x' } }),
    ).toMatchObject(problem('roster_full', 409));
  });

  it.each(['0', '-1', '1.5', 'x', '1e3', '__proto__', '99999999999999999999'])(
    'are not found as %j',
    async (player) => {
      const { code, hostKey } = await open();
      const request = { method: 'DELETE', params: { code, player }, headers: bearer(hostKey) };
      expect(await call(removePlayer, request)).toMatchObject(problem('unknown_player', 404));
    },
  );
});

describe('the host key', () => {
  it.each([
    ['none', () => ({})],
    [
      'one character off',
      (key: string) => bearer(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`),
    ],
    ['an empty one', () => ({ authorization: 'Bearer ' })],
    ['a very long one', () => ({ authorization: `Bearer ${'x'.repeat(100_000)}` })],
    ['another scheme', (key: string) => ({ authorization: `Basic ${key}` })],
  ])('missing or wrong (%s) opens nothing', async (_, headersOf) => {
    const { code, hostKey } = await open();
    const headers = headersOf(hostKey);
    const refused = problem('unauthorized', 401);
    expect(await call(reset, { params: { code }, headers })).toMatchObject(refused);
    expect(await call(addPlayer, { params: { code }, headers, body: { name: 'x' } })).toMatchObject(
      refused,
    );
    expect(await server.runtime.rooms.read(code)).toMatchObject({ version: 1 });
  });

  it('of another room opens nothing', async () => {
    const [one, other] = [await open(), await open()];
    const request = { params: { code: one.code }, headers: bearer(other.hostKey) };
    expect(await call(reset, request)).toMatchObject(problem('not_allowed', 403));
  });

  it('resets the board', async () => {
    const { code, hostKey } = await open();
    await call(score, {
      params: { code },
      headers: { 'idempotency-key': 'a' },
      body: { player: 1, delta: 9 },
    });
    expect(await call(reset, { params: { code }, headers: bearer(hostKey) })).toMatchObject({
      status: 200,
      json: { generation: 2, version: 3 },
    });
    expect((await server.runtime.rooms.read(code))?.players[0]?.score).toBe(0);
  });
});

describe('origins', () => {
  it.each(['https://evil.example', 'null', 'not an origin'])(
    '%s may change nothing',
    async (origin) => {
      const { code } = await open();
      const foreign = problem('foreign_origin', 403);
      expect(await call(createRoom, { headers: { origin }, body: { name: 'x' } })).toMatchObject(
        foreign,
      );
      const headers = { origin, 'idempotency-key': 'k' };
      expect(
        await call(score, { params: { code }, headers, body: { player: 1, delta: 1 } }),
      ).toMatchObject(foreign);
      expect(await server.runtime.rooms.read(code)).toMatchObject({ version: 1 });
    },
  );

  it('that are our own, or a friend, may; and a friend may read the answer', async () => {
    expect(
      await call(createRoom, { headers: { origin: BASE }, body: { name: 'x' } }),
    ).toMatchObject({ status: 201 });
    const friend = await call(createRoom, { headers: { origin: FRIEND }, body: { name: 'x' } });
    expect(friend.status).toBe(201);
    expect(friend.headers.get('access-control-allow-origin')).toBe(FRIEND);
    const asked = await call(preflight, { method: 'OPTIONS', headers: { origin: FRIEND } });
    expect(asked.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    const stranger = await call(preflight, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the form', () => {
  async function submit(fields: Record<string, string>, headers: Record<string, string> = {}) {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: BASE };
    const request = new Request(`${BASE}/new`, {
      method: 'POST',
      headers: { host: 'scores.test', ...form, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
    return createFromForm(request);
  }

  it('makes a board, makes this browser its host, and leads there', async () => {
    const response = await submit({ name: 'Quiz night', players: 'Ada\r\nGrace, Linus\n\n' });
    expect(response.status).toBe(303);
    const location = response.headers.get('location') ?? '';
    const code = location.replace('/r/', '');
    const [cookie = '', ...others] = response.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^scoreroom_device=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Lax$/);
    expect((await server.runtime.rooms.read(code))?.players.map(({ name }) => name)).toEqual([
      'Ada',
      'Grace',
      'Linus',
    ]);
    const headers = { cookie: cookie.split(';')[0] ?? '', origin: BASE };
    expect(await call(reset, { params: { code }, headers })).toMatchObject({ status: 200 });
  });

  it('with a bad field leads back and says which', async () => {
    expect((await submit({ name: '' })).headers.get('location')).toBe('/?problem=name');
    expect((await submit({ name: 'x', players: 'x'.repeat(41) })).headers.get('location')).toBe(
      '/?problem=players',
    );
  });

  it('from a foreign page makes nothing', async () => {
    const response = await submit({ name: 'x' }, { origin: 'https://evil.example' });
    expect(response.headers.get('location')).toBe('/?problem=foreign_origin');
  });
});

it('a method that an address does not know is answered with those that it does', async () => {
  const answer = await call(resetByGet, { method: 'GET', params: { code: 'YYYYYY' } });
  expect(answer).toMatchObject(problem('method_not_allowed', 405));
  expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
});

it('an address that is nothing is answered as a problem', async () => {
  expect(await call(nothingHere, { method: 'GET', params: { rest: 'x' } })).toMatchObject(
    problem('not_found', 404),
  );
});
