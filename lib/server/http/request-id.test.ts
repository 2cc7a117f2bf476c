import { afterEach, describe, expect, it } from 'vitest';
import { SocketKit } from '#lib/server/socket/testing/socket-kit.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';

let server: TestServer;
let lines: Record<string, unknown>[];

async function start() {
  lines = [];
  const debug = (fields: object, message: string) => void lines.push({ ...fields, message });
  server = await startTestServer({ log: { debug } });
}

afterEach(async () => {
  await server.close();
  expect(server.bugs).toEqual([]);
});

const idOf = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(server.url + path, { headers })).headers.get('x-request-id');

async function said(message: string): Promise<Record<string, unknown>> {
  await expect.poll(() => lines.find((line) => line['message'] === message)).toBeDefined();
  return lines.find((line) => line['message'] === message) ?? {};
}

describe('the id of a request', () => {
  it('is the one that it brings, on whatever answers', async () => {
    await start();
    for (const path of ['/', '/healthz', '/metrics', '/_next/static/none.js', '/api/v1/rooms'])
      expect(await idOf(path, { 'x-request-id': 'proxy-7.a_B' })).toBe('proxy-7.a_B');
    expect(await idOf('/socket.io/?EIO=4&transport=polling', { 'x-request-id': 'poll-1' })).toBe(
      'poll-1',
    );
  });

  it.each(['', 'two words', '<script>', 'x'.repeat(65), 'a,b'])(
    'is made anew for "%s"',
    async (brought) => {
      await start();
      expect(await idOf('/healthz', { 'x-request-id': brought })).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('stands in the log with the path, without what was asked behind it', async () => {
    await start();
    await idOf('/r/ABCDEF?key=secret', { 'x-request-id': 'seven', cookie: 'a=hidden' });
    const line = await said('request');
    expect(line).toMatchObject({
      requestId: 'seven',
      route: 'page',
      method: 'GET',
      path: '/r/ABCDEF',
      status: 404,
    });
    expect(JSON.stringify(line)).not.toMatch(/secret|hidden/);
  });
});

describe('a connection', () => {
  it('has one id from its request to its end, and none of its secrets is told', async () => {
    await start();
    const kit = new SocketKit(server.url);
    const { code } = await server.runtime.rooms.create({ name: 'Quiz', players: ['Ada'] });
    const socket = kit.connect({ extraHeaders: { 'x-request-id': 'upgrade-9' } });
    const { clientId } = await kit.join(socket, code);
    const connectionId = socket.id;
    expect(await said('connected')).toMatchObject({ connectionId, requestId: 'upgrade-9' });
    expect(await said('joined')).toMatchObject({ connectionId, room: code, role: 'participant' });
    kit.close();
    expect(await said('disconnected')).toMatchObject({ connectionId });
    expect(JSON.stringify(lines)).not.toContain(clientId);
  });
});
