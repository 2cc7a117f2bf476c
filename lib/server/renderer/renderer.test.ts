import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, get, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { systemClock } from '#lib/shared/clock.ts';
import type { Asker, PageSource, VisitedRoom } from './page-source.ts';
import { Renderer, type RendererOptions } from './renderer.ts';

const CHILD = fileURLToPath(new URL('./testing/renderer-child.ts', import.meta.url));

/** A process that has just been started takes a while until it answers. */
const STARTED = { timeout: 10_000 };

let started: { child: ChildProcess; place: string }[];
let asked: { code: string; asker: Asker }[];
let bugs: unknown[];
let server: Server;
let renderer: Renderer;
let url: string;

const source: PageSource = {
  async room(code, asker): Promise<VisitedRoom> {
    asked.push({ code, asker });
    if (code === 'LOCKED') return { kind: 'locked' };
    if (code === 'BUG') throw new TypeError('a bug');
    if (code === 'LATER') {
      throw new ScoreroomError('rate_limited', { message: 'Later.', retryAfterMs: 7 });
    }
    return { kind: 'missing' };
  },
  admin: () => Promise.reject(new Error('not asked for')),
};

function start(options: Partial<RendererOptions> = {}) {
  renderer = new Renderer({
    startProcess(place) {
      const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
      const child = fork(CHILD, [place], { execArgv: [], stdio: [...stdio] });
      started.push({ child, place });
      return child;
    },
    source,
    clock: systemClock,
    log: { warn: () => undefined, error: () => undefined },
    onBug: (error) => bugs.push(error),
    ...options,
  });
  renderer.start();
}

beforeEach(async () => {
  started = [];
  asked = [];
  bugs = [];
  server = createServer((request, response) => {
    response.setHeader('x-seen', 'before');
    if (request.url === '/echo/201') {
      response.setHeader('cache-control', 'private');
      response.appendHeader('set-cookie', 'device=1');
    }
    renderer.handle(request, response).catch((error: unknown) => bugs.push(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await renderer.close();
  await renderer.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  for (const { child, place } of started) {
    expect(child.exitCode ?? child.signalCode).not.toBeNull();
    expect(existsSync(dirname(place))).toBe(false);
  }
});

const page = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
const isAsked = (code: string) => () => asked.some((ask) => ask.code === code);

describe('a page', () => {
  it('is asked for and answered as by the renderer itself', async () => {
    start();
    const answer = await page('/echo/404?_rsc=1', { cookie: 'c=1', rsc: '1', connection: 'close' });
    expect(answer.status).toBe(404);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-made-by')).toBe('the renderer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { host } = new URL(url);
    expect(await answer.json()).toMatchObject({
      method: 'GET',
      url: '/echo/404?_rsc=1',
      headers: { cookie: 'c=1', rsc: '1', host },
    });
  });

  it('keeps what was decided about its answer before', async () => {
    start();
    const answer = await page('/echo/201');
    expect(answer.headers.getSetCookie()).toEqual(['device=1', 'a=1', 'b=2']);
    expect(answer.headers.get('cache-control')).toBe('private');
    expect(answer.headers.get('x-seen')).toBe('before');
  });

  it('has its headers told without its body', async () => {
    start();
    const answer = await fetch(`${url}/echo/200`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('x-made-by')).toBe('the renderer');
  });

  it('is not made of what a body says that nobody reads', async () => {
    start();
    const { promise, resolve } = Promise.withResolvers<string>();
    const headers = { 'content-length': '6' };
    const asking = httpRequest(`${url}/echo/200`, { method: 'GET', headers }, (answer) => {
      answer.setEncoding('utf8').once('data', resolve);
    });
    asking.end('a body');
    expect(JSON.parse(await promise)).toMatchObject({ body: '' });
  });
});

describe('what a page asks the server', () => {
  const room = async (code: string): Promise<unknown> =>
    (await page(`/room/${code}`, { cookie: 'c=1' })).json();

  it('is answered to whoever asks, by what they have brought along', async () => {
    start();
    expect(await room('LOCKED')).toEqual({ kind: 'locked' });
    const { host } = new URL(url);
    expect(asked).toEqual([
      { code: 'LOCKED', asker: expect.objectContaining({ cookie: 'c=1', host }) },
    ]);
  });

  it('fails as it fails there', async () => {
    start();
    expect(await room('LATER')).toEqual({
      kind: 'rate_limited',
      message: 'Later.',
      retryable: true,
      retryAfterMs: 7,
    });
    expect(bugs).toEqual([]);
  });

  it('tells nothing of a bug but that there is one', async () => {
    start();
    expect(await room('BUG')).toMatchObject({ kind: 'internal' });
    expect(bugs).toEqual([expect.any(TypeError)]);
  });

  it('is asked once for a page that can be shared, which is made of the answer', async () => {
    start();
    expect(await (await page('/r/CDFGHJ', { cookie: 'c=1' })).json()).toEqual({ kind: 'missing' });
    expect(asked).toEqual([{ code: 'CDFGHJ', asker: expect.objectContaining({ cookie: 'c=1' }) }]);
  });

  it('cannot be answered by the one who asks', async () => {
    start();
    await page('/r/CDFGHJ', { 'scoreroom-visit': 'mine' });
    await page('/room/LOCKED', { 'scoreroom-visit': 'mine' });
    expect(asked.map(({ code, asker }) => [code, asker['scoreroom-visit']])).toEqual([
      ['CDFGHJ', undefined],
      ['LOCKED', undefined],
    ]);
  });
});

describe('a renderer that dies', () => {
  it('leaves its page unmade, and the next one is made by another', async () => {
    start();
    const before = await (await page('/pid')).text();
    const lost = await page('/die', { accept: 'text/html' });
    expect([lost.status, lost.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await lost.text()).toContain('This page looks again by itself.');
    // Its connections may be seen to end before it is.
    await expect.poll(() => started.length, STARTED).toBe(2);
    const after = await page('/pid');
    expect(after.status).toBe(200);
    expect(await after.text()).not.toBe(before);
  });

  it('takes everybody’s page with it, and nobody waits for ever', async () => {
    start();
    const hanging = [page('/hang'), page('/hang')];
    await expect.poll(() => asked.length, STARTED).toBe(2);
    started[0]?.child.kill('SIGKILL');
    expect((await Promise.all(hanging)).map(({ status }) => status)).toEqual([503, 503]);
  });

  it('breaks off what it has begun to say', async () => {
    start();
    const answer = await page('/half');
    await expect(answer.text()).rejects.toThrow();
    await expect.poll(() => started.length, STARTED).toBe(2);
    expect((await page('/pid')).status).toBe(200);
  });

  it('is replaced where it only hangs', async () => {
    start({ silenceMs: 100 });
    expect((await page('/hang')).status).toBe(503);
    expect((await page('/pid')).status).toBe(200);
    expect(started).toHaveLength(2);
  });

  it('and cannot be replaced is told to those who ask, until it can', async () => {
    let canStart = true;
    start({
      startProcess(place) {
        const args = canStart ? [place] : [place, 'never'];
        const child = fork(CHILD, args, {
          execArgv: [],
          stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        });
        started.push({ child, place });
        return child;
      },
    });
    canStart = false;
    expect((await page('/die')).status).toBe(503);
    expect((await page('/pid')).status).toBe(503);
    canStart = true;
    await expect.poll(async () => (await page('/pid')).status, STARTED).toBe(200);
  });

  it('before it has served is replaced as well', async () => {
    start({
      startProcess(place) {
        const args = started.length === 0 ? [place, 'never'] : [place];
        const child = fork(CHILD, args, { execArgv: [] });
        started.push({ child, place });
        return child;
      },
    });
    expect((await page('/pid')).status).toBe(503);
    expect((await page('/pid')).status).toBe(200);
  });
});

describe('a storm', () => {
  it('is refused beyond what can wait, and those who wait are served', async () => {
    start({ turns: { atOnce: 1, maxWaiting: 1 } });
    const hanging = get(`${url}/hang`).on('error', () => undefined);
    await expect.poll(isAsked('HANGS'), STARTED).toBe(true);
    const waiting = page('/pid');
    await expect.poll(() => connections(server), STARTED).toBe(2);
    const refused = await page('/pid', { accept: 'text/html' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await refused.text()).toContain('Many people open pages at this moment.');
    hanging.destroy();
    expect((await waiting).status).toBe(200);
  });

  it('of people who have left is not worked off', async () => {
    start({ turns: { atOnce: 1, maxWaiting: 10 } });
    const first = get(`${url}/hang`).on('error', () => undefined);
    await expect.poll(isAsked('HANGS'), STARTED).toBe(true);
    const second = get(`${url}/hang`).on('error', () => undefined);
    await expect.poll(() => connections(server), STARTED).toBe(2);
    second.destroy();
    await expect.poll(() => connections(server), STARTED).toBe(1);
    first.destroy();
    expect((await page('/pid')).status).toBe(200);
    expect(asked.filter(({ code }) => code === 'HANGS')).toHaveLength(1);
  });
});

it('stops making a page that nobody waits for', async () => {
  start();
  const leaving = get(`${url}/hang`).on('error', () => undefined);
  await expect.poll(isAsked('HANGS'), STARTED).toBe(true);
  leaving.destroy();
  await expect.poll(isAsked('CLOSED'), STARTED).toBe(true);
});

it('practises on a board that there is not, without a word to the server', async () => {
  start({
    startProcess(place) {
      const child = fork(CHILD, [place, 'warm'], { execArgv: [] });
      started.push({ child, place });
      return child;
    },
  });
  const practised = async () => (await page('/warm')).json() as Promise<VisitedRoom[]>;
  await expect.poll(async () => (await practised()).length, STARTED).toBe(20);
  expect((await practised())[0]?.kind).toBe('in');
  expect(asked).toEqual([]);
  expect((await page('/pid')).status).toBe(200);
});

it('goes when its server is gone, whatever signals it gets before', async () => {
  start();
  expect((await page('/pid')).status).toBe(200);
  const { child, place } = started[0]!;
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect((await page('/pid')).status).toBe(200);
  const gone = once(child, 'exit');
  const closing = renderer.close();
  expect(await gone).toEqual([0, null]);
  await closing;
  expect(existsSync(place)).toBe(false);
});

async function connections(of: Server): Promise<number> {
  return new Promise((resolve) => of.getConnections((_, count) => resolve(count)));
}
