import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packFiles } from '../../../scripts/tools/pack-files.ts';
import { tempDirectory } from '../storage/testing/temp-directory.ts';
import { acceptsCoding } from './accepts-coding.ts';
import { StaticFiles } from './static-files.ts';

const SCRIPT = 'export const words = 1;\n'.repeat(200);
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>';

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let server: Server;

beforeEach(async () => {
  directory = await tempDirectory();
  write('static/chunks/a-1.js', SCRIPT);
  write('static/chunks/[b] 2.css', 'a{}');
  write('static/media/f.woff2', 'wOF2');
  write('static/chunks/odd.bin', 'odd');
  write('server/app/icon.svg.body', ICON);
  write('server/app/page.js', 'secret');
  write(
    'prerender-manifest.json',
    JSON.stringify({
      routes: {
        '/icon.svg': {
          routeType: 'route',
          initialHeaders: {
            'content-type': 'image/svg+xml',
            'cache-control': 'public, max-age=0, must-revalidate',
            'x-next-cache-tags': 'inner',
          },
        },
        '/_global-error': { routeType: 'page' },
      },
    }),
  );
  packFiles(join(directory.path, 'static'));
  const files = new StaticFiles(directory.path);
  server = createServer((request, response) => {
    if (files.handle(request, response)) return;
    response.writeHead(418);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await directory[Symbol.asyncDispose]();
});

function write(path: string, content: string) {
  const file = join(directory.path, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** As it is: `fetch` would unpack the body, and tidy up the path. */
async function ask(path: string, { method = 'GET', headers = {} }: Asked = {}) {
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ port, path, method, headers, agent: false }, resolve).on('error', reject).end();
  });
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

describe('a file of the build', () => {
  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['gzip;q=1.0, br;q=0', 'gzip', gunzipSync],
  ])('for whoever accepts %j is sent as %s, packed before', async (accepted, coding, unpack) => {
    const headers = { 'accept-encoding': accepted };
    const answer = await ask('/_next/static/chunks/a-1.js', { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-encoding': coding,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(answer.body.length),
      vary: 'Accept-Encoding',
    });
    expect(answer.body.length).toBeLessThan(SCRIPT.length / 10);
    expect(unpack(answer.body).toString()).toBe(SCRIPT);
  });

  it('is sent as it is to whoever accepts nothing else, and where packing saves nothing', async () => {
    const plain = await ask('/_next/static/chunks/a-1.js');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(SCRIPT);
    const headers = { 'accept-encoding': 'br, gzip' };
    const font = await ask('/_next/static/media/f.woff2', { headers });
    expect(font.headers['content-encoding']).toBeUndefined();
    expect(font.headers['content-type']).toBe('font/woff2');
    expect((await ask('/_next/static/chunks/odd.bin')).headers['content-type']).toBe(
      'application/octet-stream',
    );
  });

  it('is not sent again to whoever has it, in this coding', async () => {
    const headers = { 'accept-encoding': 'br' };
    const { etag = '' } = (await ask('/_next/static/chunks/a-1.js', { headers })).headers;
    const known = { 'if-none-match': `"x", W/${etag}` };
    const again = await ask('/_next/static/chunks/a-1.js', { headers: { ...headers, ...known } });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
    const plain = await ask('/_next/static/chunks/a-1.js', { headers: known });
    expect([plain.status, plain.body.toString()]).toEqual([200, SCRIPT]);
  });

  it('is found whether its name is escaped or not, and whatever the query says', async () => {
    expect((await ask('/_next/static/chunks/%5Bb%5D%202.css')).body.toString()).toBe('a{}');
    expect((await ask('/_next/static/chunks/[b]%202.css?v=1')).body.toString()).toBe('a{}');
  });

  it('has its headers told without its body', async () => {
    const answer = await ask('/_next/static/chunks/a-1.js', { method: 'HEAD' });
    expect(answer.headers['content-length']).toBe(String(SCRIPT.length));
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is not there for %s', async (method) => {
    const answer = await ask('/_next/static/chunks/a-1.js', { method });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

it('sends the icon that was made with the build, and none of the server’s own files', async () => {
  const icon = await ask('/icon.svg?icon.1.svg', { headers: { 'accept-encoding': 'br' } });
  expect(icon.body.toString()).toBe(ICON);
  expect(icon.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'public, max-age=0, must-revalidate',
  });
  expect(icon.headers).not.toHaveProperty('x-next-cache-tags');
  expect((await ask('/page.js')).status).toBe(418);
  expect((await ask('/prerender-manifest.json')).status).toBe(418);
});

it.each([
  '/_next/static/nope.js',
  '/_next/static/',
  '/_next/static/chunks',
  '/_next/static/../server/app/page.js',
  '/_next/static/..%2fserver%2fapp%2fpage.js',
  '/_next/static/%2e%2e/prerender-manifest.json',
  '/_next/static/chunks/a-1.js.br',
  '/_next/static/chunks/a-1.js%00',
  '/_next/static/%',
])('%s is no file', async (path) => {
  expect((await ask(path)).status).toBe(404);
});

it('leaves to others what is no file', async () => {
  expect((await ask('/')).status).toBe(418);
  expect((await ask('/__proto__')).status).toBe(418);
  expect((await ask('/_next/image')).status).toBe(418);
});

it.each([
  [undefined, false],
  ['', false],
  ['gzip', false],
  ['br', true],
  ['BR', true],
  ['gzip, deflate, br', true],
  ['brotli', false],
  ['br;q=0', false],
  ['br;q=0.000', false],
  ['br; q=0.5', true],
  ['*', true],
  ['*;q=0', false],
  ['*, br;q=0', false],
  ['*;q=0, br', true],
])('of %j it takes br: %s', (header, accepts) => {
  expect(acceptsCoding(header, 'br')).toBe(accepts);
});
