import { afterEach, describe, expect, it } from 'vitest';
import { ask, next, SocketKit, tap } from '#lib/server/socket/testing/socket-kit.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { Metrics } from './metrics.ts';

const TOKEN = 'a-secret-of-the-scraper';

let server: TestServer | null = null;
let kit: SocketKit | null = null;

async function start(options: Parameters<typeof startTestServer>[0] = {}) {
  server = await startTestServer(options);
  kit = new SocketKit(server.url);
  return { server, kit };
}

afterEach(async () => {
  kit?.close();
  await server?.close();
  expect(server?.bugs ?? []).toEqual([]);
  server = null;
});

/** The value of each series, by its name and labels as they are written. */
async function read(url: string): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch('text/plain; version=0.0.4');
  const lines = (await answer.text()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

describe('figures', () => {
  it('tell of taps, verdicts, commits and deltas', async () => {
    const { server: own, kit: clients } = await start();
    const { code } = await own.runtime.rooms.create({ name: 'Quiz', players: ['Ada'] });
    const tapper = clients.connect({ auth: { device: 'd'.repeat(43) } });
    const viewer = clients.connect();
    const { clientId } = await clients.join(tapper, code);
    await clients.join(viewer, code);
    const told = next(viewer, 'delta');
    const push = { clientId, mutations: [tap(1), tap(2), tap(3, { player: 9 })], waiting: 4 };
    await ask(tapper, 'push', push);
    await ask(tapper, 'push', { clientId, mutations: [tap(1)], waiting: 4 });
    await told;
    const figures = await read(own.url);
    expect(Object.fromEntries(figures)).toMatchObject({
      scoreroom_taps_total: 2,
      'scoreroom_verdicts_total{kind="committed"}': 2,
      'scoreroom_verdicts_total{kind="duplicate"}': 1,
      'scoreroom_verdicts_total{kind="refused",reason="unknown_player"}': 1,
      'scoreroom_commits_total{result="committed"}': 1,
      'scoreroom_commits_total{result="failed"}': 0,
      scoreroom_commit_duration_seconds_count: 1,
      scoreroom_deltas_total: 1,
      scoreroom_fan_out_viewers_sum: 2,
      scoreroom_fan_out_duration_seconds_count: 1,
      scoreroom_connections: 2,
      scoreroom_connections_opened_total: 2,
      scoreroom_rooms: 1,
      scoreroom_people: 2,
      scoreroom_taps_waiting_on_devices: 4,
      scoreroom_devices_with_waiting_taps: 1,
      scoreroom_load: 0,
      scoreroom_draining: 0,
    });
  });

  it('tell of requests by what they were for', async () => {
    const { server: own } = await start();
    for (const path of ['/', '/r/ABCDEF?x=1', '/api/v1/rooms/ABCDEF', '/healthz', '/icon.svg'])
      await (await fetch(own.url + path)).text();
    await (await fetch(`${own.url}/socket.io/?EIO=4&transport=polling`)).text();
    const figures = await read(own.url);
    expect(Object.fromEntries(figures)).toMatchObject({
      'scoreroom_http_requests_total{route="page",status="404"}': 2,
      'scoreroom_http_requests_total{route="api",status="404"}': 1,
      'scoreroom_http_requests_total{route="health",status="200"}': 1,
      'scoreroom_http_requests_total{route="socket",status="200"}': 1,
      'scoreroom_http_request_duration_seconds_count{route="page"}': 2,
      'scoreroom_pages_total{result="made"}': 0,
    });
  });

  it('tell which parts are there; one that fails or does not say is not', async () => {
    let isUp = () => Promise.resolve(true);
    const { server: own } = await start({ others: [{ name: 'redis', isUp: () => isUp() }] });
    const redis = async () => (await read(own.url)).get('scoreroom_part_up{part="redis"}');
    expect(await redis()).toBe(1);
    isUp = () => Promise.reject(new Error('away'));
    expect(await redis()).toBe(0);
    isUp = () => new Promise(() => undefined);
    expect(await redis()).toBe(0);
    expect((await read(own.url)).get('scoreroom_part_up{part="storage"}')).toBe(1);
  });

  it('of the process leave out what lists every connection', async () => {
    const metrics = new Metrics();
    metrics.watchProcess();
    const text = await metrics.registry.metrics();
    metrics.close();
    expect(text).toMatch(/^scoreroom_event_loop_delay_seconds\{quantile="0\.99"\} [\d.e-]+$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).not.toMatch(/active_handles|active_resources|open_fds/);
  });
});

describe('who asks for figures', () => {
  const status = async (url: string, headers: Record<string, string> = {}) =>
    (await fetch(`${url}/metrics`, { headers })).status;

  it('through a trusted proxy is refused where they are of the public', async () => {
    const { server: own } = await start({ limits: { trustedProxies: ['127.0.0.1'] } });
    expect(await status(own.url, { 'x-forwarded-for': '198.51.100.1' })).toBe(403);
    expect(await status(own.url, { 'x-forwarded-for': '10.0.0.9' })).toBe(200);
    expect(await status(own.url)).toBe(200);
  });

  it('through a proxy that nobody has named is refused', async () => {
    const { server: own } = await start();
    expect(await status(own.url, { 'x-forwarded-for': '10.0.0.9' })).toBe(403);
    expect(await status(own.url, { forwarded: 'for=10.0.0.9' })).toBe(403);
    expect(await status(own.url, { 'x-real-ip': '10.0.0.9' })).toBe(403);
  });

  it('needs the token where there is one', async () => {
    const { server: own } = await start({ metricsToken: TOKEN });
    expect(await status(own.url)).toBe(401);
    expect(await status(own.url, { authorization: 'Bearer wrong' })).toBe(401);
    expect(await status(own.url, { authorization: `Bearer ${TOKEN}` })).toBe(200);
    const posted = await fetch(`${own.url}/metrics`, { method: 'POST' });
    expect(posted.status).toBe(405);
  });
});
