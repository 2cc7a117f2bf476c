import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
let client: Socket;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
  client = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
});

afterEach(() => {
  client.destroy();
  proxy.close();
  echo.close();
});

async function answerTo(said: string): Promise<string> {
  client.write(said);
  const [answer] = (await once(client, 'data')) as [Buffer];
  return answer.toString();
}

it('passes on what both ends say', async () => {
  expect(await answerTo('one')).toBe('one');
  expect(await answerTo('two')).toBe('two');
});

it('holds what is said while it is stalled, and breaks nothing', async () => {
  expect(await answerTo('one')).toBe('one');
  proxy.stall();
  const answered = answerTo('two');
  const first = await Promise.race([answered, new Promise((r) => setTimeout(r, 50, 'nothing'))]);
  expect(first).toBe('nothing');
  proxy.heal();
  expect(await answered).toBe('two');
});

it('delays all that is said, in both directions', async () => {
  proxy.delay(40);
  const since = performance.now();
  expect(await answerTo('one')).toBe('one');
  expect(performance.now() - since).toBeGreaterThan(75);
});

it('breaks what there is and what comes while it is cut', async () => {
  expect(await answerTo('one')).toBe('one');
  proxy.cut();
  await once(client, 'close');
  client = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await once(client, 'close');
  proxy.heal();
  client = connect(proxy.port, '127.0.0.1');
  expect(await answerTo('three')).toBe('three');
});
