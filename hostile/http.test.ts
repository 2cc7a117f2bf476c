import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Target } from './target.ts';
import { rawHttp, requestText } from './wire/raw-http.ts';
import { RawWebSocket } from './wire/raw-web-socket.ts';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterEach(() => target.expectUndisturbed());
afterAll(() => target.stop());

const POLLING = '/socket.io/?EIO=4&transport=polling';

async function upgradeStatus(headers: readonly string[], path?: string): Promise<number | null> {
  const socket = new RawWebSocket(
    target.place,
    path === undefined ? { headers } : { headers, path },
  );
  const status = await socket.status;
  socket.end();
  return status;
}

async function get(path: string, ...headers: string[]): Promise<number | null> {
  return (await rawHttp(target.place, requestText(path, { headers }))).status;
}

/** A polling session that has been opened; its id. */
async function openPolling(): Promise<string> {
  const answer = await fetch(target.url + POLLING);
  const { sid } = JSON.parse((await answer.text()).slice(1)) as { sid: string };
  return sid;
}

function poll(sid: string, body: string, contentType = 'text/plain;charset=UTF-8') {
  return rawHttp(
    target.place,
    requestText(`${POLLING}&sid=${sid}`, {
      method: 'POST',
      headers: [`Content-Type: ${contentType}`],
      body,
    }),
  );
}

describe('the handshake', () => {
  it('1: a foreign Origin is turned away before the upgrade', async () => {
    expect(await upgradeStatus(['Origin: https://evil.example'])).toBe(403);
    expect(await get(POLLING, 'Origin: https://evil.example')).toBe(403);
  });

  it('2: so is the Origin null', async () => {
    expect(await upgradeStatus(['Origin: null'])).toBe(403);
  });

  it('3: a missing Origin is a program, unless a browser says that it comes from elsewhere', async () => {
    expect(await upgradeStatus([])).toBe(101);
    expect(await upgradeStatus(['Sec-Fetch-Site: cross-site'])).toBe(403);
  });

  it('4: what only a proxy may say of the host and the address is not believed', async () => {
    const headers = ['X-Forwarded-Host: evil.example', 'Origin: https://evil.example'];
    expect(await upgradeStatus(headers)).toBe(403);
    const page = await rawHttp(
      target.place,
      requestText(`/r/${target.board.code}`, {
        headers: [
          'X-Forwarded-Host: evil.example',
          'X-Forwarded-For: 1.2.3.4',
          'Accept: text/html',
        ],
      }),
    );
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('evil.example');
  });

  it.each(['webtransport', 'carrier-pigeon', '__proto__', ''])(
    '5: the transport %j is refused',
    async (transport) => {
      expect(await get(`/socket.io/?EIO=4&transport=${transport}`)).toBe(400);
    },
  );

  it.each(['__proto__', 'constructor', 'toString', '../..', 'x'.repeat(200)])(
    '6: the session %j is refused',
    async (sid) => {
      expect(await get(`${POLLING}&sid=${sid}`)).toBe(400);
      expect(await upgradeStatus([], `/socket.io/?EIO=4&transport=websocket&sid=${sid}`)).toBe(400);
    },
  );

  it.each(['', 'EIO=3&', 'EIO=5&', 'EIO=__proto__&'])(
    '7: with %j it is refused',
    async (version) => {
      expect(await get(`/socket.io/?${version}transport=polling`)).toBe(400);
      expect(await upgradeStatus([], `/socket.io/?${version}transport=websocket`)).toBe(400);
    },
  );

  it('8: a polling POST of octets is refused, and the session goes with it', async () => {
    const sid = await openPolling();
    const { status } = await poll(sid, 'b4AAAA', 'application/octet-stream');
    expect(status).toBe(400);
    expect(await get(`${POLLING}&sid=${sid}`)).toBe(400);
  });

  it('9: a polling POST of 125,000 packets is refused', async () => {
    const { status } = await poll(await openPolling(), '3\x1e'.repeat(125_000));
    expect([null, 400, 413]).toContain(status);
  });

  it('9: one of more packets than a client has a use for ends its session', async () => {
    const sid = await openPolling();
    await poll(sid, '3\x1e'.repeat(4_000));
    expect(await get(`${POLLING}&sid=${sid}`)).toBe(400);
  });
});

describe('HTTP', () => {
  it('10: 2,000 headers are refused, and one of the prototype changes nothing', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `X-H${index}: ${'v'.repeat(8)}`);
    expect(await get('/', ...many)).toBe(431);
    expect(await get('/healthz', '__proto__: polluted', 'constructor: polluted')).toBe(200);
  });

  it('11: a request that comes a byte at a time is cut', async () => {
    const { status } = await rawHttp(target.place, (socket) => {
      socket.write('POST /api/v1/rooms HTTP/1.1\r\nHost: x\r\n');
      const drip = setInterval(() => socket.write('X: y\r\n'), 1_000);
      socket.on('close', () => clearInterval(drip));
    });
    expect([null, 400, 408]).toContain(status);
  });

  it('11: so is a body that never ends', async () => {
    const { status } = await rawHttp(target.place, (socket) => {
      const head = ['Host: x', 'Content-Type: application/json', 'Content-Length: 1000'].join(
        '\r\n',
      );
      socket.write(`POST /api/v1/rooms HTTP/1.1\r\n${head}\r\n\r\n{`);
      const drip = setInterval(() => socket.write(' '), 1_000);
      socket.on('close', () => clearInterval(drip));
    });
    expect([null, 400, 408]).toContain(status);
  });

  it("12: a header that is the framework's own affair opens nothing", async () => {
    const header =
      'X-Middleware-Subrequest: middleware:middleware:middleware:middleware:middleware';
    const page = await rawHttp(target.place, requestText('/admin', { headers: [header] }));
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('Quiz night');
    expect(await get('/api/v1/admin/rooms', header)).toBe(401);
  });

  it('13: nobody is reached through the server', async () => {
    expect(await get('http://169.254.169.254/latest/meta-data')).toBe(400);
    const socket = new RawWebSocket(target.place, { path: 'http://169.254.169.254/' });
    expect(await socket.status).not.toBe(101);
    const elsewhere = new RawWebSocket(target.place, { path: '/_next/webpack-hmr' });
    expect(await elsewhere.status).not.toBe(101);
    const tunnel = requestText('169.254.169.254:80', { method: 'CONNECT' });
    expect((await rawHttp(target.place, tunnel)).status).not.toBe(200);
  });

  it.each([
    [
      'an action',
      [
        'Next-Action: 7f0000000000000000000000000000000000000000',
        'Content-Type: text/plain;charset=UTF-8',
      ],
    ],
    ['an action as a form', ['Next-Action: x', 'Content-Type: multipart/form-data; boundary=x']],
    ['a crafted model', ['Next-Action: x', 'Content-Type: text/x-component']],
  ])('14 and 15: %s is refused, from everywhere', async (_, headers) => {
    for (const origin of [[], ['Origin: null'], ['Origin: https://evil.example']]) {
      const { status } = await rawHttp(
        target.place,
        requestText(`/r/${target.board.code}`, {
          method: 'POST',
          headers: [...headers, ...origin],
          body: '["$F1",{"$$typeof":"x","then":"$1:constructor:constructor"}]',
        }),
      );
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });

  it('16: nothing is changed by GET', async () => {
    const { code, hostKey } = target.board;
    const reset = await fetch(`${target.url}/api/v1/rooms/${code}/reset`, {
      headers: { authorization: `Bearer ${hostKey}` },
    });
    expect(reset.status).toBe(405);
    expect(reset.headers.get('allow')).toContain('POST');
  });

  it.each([
    '/..%2f..%2fetc%2fpasswd',
    '/_next/static/..%2f..%2fpackage.json',
    '/r/..%2fadmin',
    '/%2e%2e/server.ts',
  ])('17: %s leads nowhere', async (path) => {
    expect(await get(path)).toBe(404);
  });

  it('18: no image is fetched or made', async () => {
    expect(await get('/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75')).toBe(404);
    expect(await get('/_next/image?url=%2Ficon.svg&w=64&q=75')).toBe(404);
  });

  it('19: a line break in a code makes no header', async () => {
    const answer = await rawHttp(target.place, requestText('/r/ABC%0d%0aX-Injected:%20yes'));
    expect(answer.head.toLowerCase()).not.toContain('x-injected');
    expect([400, 404]).toContain(answer.status);
    expect(await get('/api/v1/rooms/ABC%0d%0aX-Injected:%20yes')).toBe(404);
  });

  it('20: an address of 64 KB is refused', async () => {
    expect([414, 431]).toContain(await get(`/r/${'A'.repeat(65_536)}`));
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'image/svg+xml', ''])(
    '21 and 82: a body of type %j is refused',
    async (contentType) => {
      const { status } = await rawHttp(
        target.place,
        requestText('/api/v1/rooms', {
          method: 'POST',
          headers: contentType === '' ? [] : [`Content-Type: ${contentType}`],
          body: '{"name":"x"}',
        }),
      );
      expect(status).toBe(415);
    },
  );

  it('22: a compressed body is not inflated', async () => {
    const answer = await fetch(`${target.url}/api/v1/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(30_000_000)),
    });
    expect(answer.status).toBe(415);
  });
});

describe('bodies', () => {
  const post = async (body: string) => {
    const answer = await fetch(`${target.url}/api/v1/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { status: answer.status, problem: (await answer.json()) as { kind?: string } };
  };

  it.each([
    ['nothing', ''],
    ['half of JSON', '{"name":'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['39: lists in lists', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['39: objects in objects', '{"a":'.repeat(8_000)],
    ['51: a key of the prototype', '{"name":"x","__proto__":{"isAdmin":true}}'],
    ['51: a key that nobody knows', '{"name":"x","isAdmin":true}'],
    ['86: a key twice, of which one is wrong', '{"name":"x","name":7}'],
  ])('%s is refused by name', async (_, body) => {
    const { status, problem } = await post(body);
    expect(status).toBe(400);
    expect(problem.kind).toMatch(/^invalid_/);
  });

  it('40: 100,000 players are too many', async () => {
    const players = Array.from({ length: 9_000 }, () => 'A');
    expect((await post(JSON.stringify({ name: 'x', players }))).status).toBe(400);
    const more = Array.from({ length: 17_000 }, () => 'A');
    expect((await post(JSON.stringify({ name: 'x', players: more }))).status).toBe(413);
  });

  it('29: bytes that are no text are refused', async () => {
    const answer = await fetch(`${target.url}/api/v1/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
    });
    expect(answer.status).toBe(400);
  });
});
