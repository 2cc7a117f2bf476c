import { afterEach, beforeEach, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import type { PushAck } from '#lib/protocol/messages.ts';
import { assert } from '#lib/shared/assert.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { RawWebSocket } from './testing/raw-client.ts';
import { ask, SocketKit, tap } from './testing/socket-kit.ts';

const CLIENT = 'client'.padEnd(22, '_');

let server: TestServer;
let kit: SocketKit;
let code: string;
beforeEach(async () => {
  server = await startTestServer();
  kit = new SocketKit(server.url);
  ({ code } = await server.runtime.rooms.create({ name: 'Quiz night', players: ['Ada'] }));
});
afterEach(async () => {
  kit.close();
  await server.close();
  expect(server.bugs).toEqual([]);
});

async function joinRaw(): Promise<RawWebSocket> {
  const raw = await RawWebSocket.open(server.url);
  const heard = (start: string) => () => raw.heard.some((text) => text.startsWith(start));
  raw.send(`40{"protocol":${PROTOCOL_VERSION}}`);
  await expect.poll(heard('40')).toBe(true);
  raw.send(`420["join",{"room":"${code}","clientId":"${CLIENT}"}]`);
  await expect.poll(heard('430')).toBe(true);
  return raw;
}

/** The events that Socket.IO itself reads from now on. */
function eventsReadBySocketIo(): string[] {
  const [socket] = server.runtime.sockets.io.sockets.sockets.values();
  assert(socket !== undefined, 'somebody is connected');
  const events: string[] = [];
  socket.conn.on('data', (data: string) => void events.push(data));
  return events;
}

const pushText = (...taps: readonly object[]) =>
  JSON.stringify(['push', { clientId: CLIENT, mutations: taps }]);

const answerTo = (raw: RawWebSocket, id: number) =>
  raw.heard.find((text) => text.startsWith(`43${id}[`))?.slice(2 + String(id).length);

it('a push is read before Socket.IO sees it, and is answered under its id', async () => {
  const raw = await joinRaw();
  const others = eventsReadBySocketIo();
  // Where Engine.IO takes messages by another way than this leans on, Socket.IO reads it, and this fails.
  raw.send(`421234567${pushText(tap(1))}`);
  await expect.poll(() => answerTo(raw, 1234567)).toBe('[{"ok":true,"upTo":1,"version":2}]');
  expect(others).toEqual([]);
});

it('a push that is written otherwise is answered all the same', async () => {
  const raw = await joinRaw();
  raw.send(`421 ${pushText(tap(1))}`.replace('421 [', '421[ '));
  await expect.poll(() => answerTo(raw, 1)).toBe('[{"ok":true,"upTo":1,"version":2}]');
  raw.send(`42/,2${pushText(tap(2))}`, `422${pushText(tap(2))}`);
  await expect.poll(() => answerTo(raw, 2)).toBe('[{"ok":true,"upTo":2,"version":3}]');
});

it('a push with too little, too much or no sense is refused as by Socket.IO', async () => {
  const raw = await joinRaw();
  raw.send('421["push",{}]', '422["push",{},{}]', '423["push",null]', `424["push",[]]`);
  for (const id of [1, 2, 3, 4]) {
    await expect.poll(() => answerTo(raw, id)).toMatch(/"ok":false.*"kind":"invalid_message"/);
  }
  raw.send('425["push",{}');
  expect(await raw.ended).toMatchObject({ code: expect.any(Number) });
});

it('pushes go on over the WebSocket that a connection by long polling turns into', async () => {
  const socket = kit.connect({ transports: ['polling', 'websocket'] });
  const { clientId } = await kit.join(socket, code);
  const first = await ask<PushAck>(socket, 'push', { clientId, mutations: [tap(1)] });
  expect(first).toMatchObject({ ok: true, upTo: 1 });
  await expect.poll(() => socket.io.engine.transport.name).toBe('websocket');
  const others = eventsReadBySocketIo();
  const second = await ask<PushAck>(socket, 'push', { clientId, mutations: [tap(2)] });
  expect(second).toMatchObject({ ok: true, upTo: 2 });
  expect(others).toEqual([]);
});

it('before a join a push is refused, and after the end nothing is read', async () => {
  const raw = await RawWebSocket.open(server.url);
  raw.send(`40{"protocol":${PROTOCOL_VERSION}}`);
  await expect.poll(() => raw.heard.some((text) => text.startsWith('40'))).toBe(true);
  raw.send(`421${pushText(tap(1))}`);
  await expect.poll(() => answerTo(raw, 1)).toMatch(/"kind":"not_joined"/);
});
