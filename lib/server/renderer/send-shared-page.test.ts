import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { renderInMemory, type Handle } from './render-in-memory.ts';
import { sendSharedPage } from './send-shared-page.ts';
import type { SharedPage } from './shared-pages.ts';

const MARK = 'f00dfeedf00dfeedf00dfeedf00dfeed';
// Longer than what a line takes before it says that it is full.
const LONG = 'Ä'.repeat(100_000);
const HTML = `<script nonce="${MARK}"></script>${LONG}<script nonce="${MARK}">"${MARK}"</script>`;

let server: Server;
let shared: SharedPage;

const make: Handle = async (_, response) => {
  response.statusCode = 404;
  response.setHeader('vary', ['rsc', 'Accept-Encoding']);
  response.setHeader('link', `</a.css>; rel=preload; nonce="${MARK}"`);
  for (const part of [HTML.slice(0, 50_000), HTML.slice(50_000)]) {
    if (!response.write(part)) await new Promise((resolve) => response.once('drain', resolve));
  }
  await new Promise<void>((resolve) => response.end(resolve));
};

beforeEach(async () => {
  const page = await renderInMemory({ url: '/r/CDFGHJ', headers: {} }, make);
  shared = { page, nonce: MARK };
  server = createServer((request, response) => {
    void sendSharedPage(request, response, shared);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function receive(nonce: string, coding: string) {
  const { port } = server.address() as AddressInfo;
  const headers = {
    'content-security-policy': `script-src 'self' 'nonce-${nonce}'; img-src 'self'`,
    'accept-encoding': coding,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers });
  return { answer, html: await answer.text() };
}

it.each(['br', 'gzip', 'identity'])(
  'gives each their own nonce, everywhere, packed by %s',
  async (coding) => {
    for (const nonce of ['one+/==', '$&two']) {
      const { answer, html } = await receive(nonce, coding);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
      expect(answer.headers.get('link')).toBe(`</a.css>; rel=preload; nonce="${nonce}"`);
      expect(answer.headers.get('vary')).toBe('rsc, Accept-Encoding');
      expect(html).toBe(HTML.split(MARK).join(nonce));
    }
  },
);

it('does not take a page that broke off for a whole one', async () => {
  const broken: Handle = async (_, response) => {
    response.write('half');
  };
  await expect(renderInMemory({ url: '/', headers: {} }, broken)).rejects.toThrow('not finished');
});
