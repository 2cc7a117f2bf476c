import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answerWhileStarting } from './while-starting.ts';

let http: Server;
let url: string;

beforeEach(async () => {
  http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterEach(() => {
  http.closeAllConnections();
  http.close();
});

it('says that it lives and that its storage is missing, and sends everybody else away for a moment', async () => {
  const stop = answerWhileStarting(http);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, 'storage\n']);
  const page = await fetch(`${url}/r/CDFGHJ`, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2']);
  const program = await fetch(`${url}/api/v1/rooms`, { method: 'POST' });
  expect(await program.json()).toMatchObject({ kind: 'storage_unavailable', retryable: true });
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/`);
  await new Promise((resolve) => socket.addEventListener('error', resolve));
  stop();
  http.on('request', (_, response) => response.end('it is there'));
  expect(await (await fetch(`${url}/readyz`)).text()).toBe('it is there');
});
