import { once } from 'node:events';
import type { Socket as EngineSocket } from 'engine.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { assert } from '#lib/shared/assert.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { acknowledge, encodeEvent, tell } from './direct-line.ts';
import { RawPolling, RawWebSocket } from './testing/raw-client.ts';
import { SocketKit } from './testing/socket-kit.ts';

const PAYLOADS = [
  { of: 'a few bytes', payload: [1, 2, [1, 5]] },
  { of: 'more than 125 bytes', payload: [1, 2, Array.from({ length: 90 }, (_, index) => index)] },
  { of: 'more than 64 KiB', payload: 'x'.repeat(70_000) },
  { of: 'other letters', payload: { name: 'Ａda 🎉 é' } },
];

let server: TestServer;
let kit: SocketKit;
beforeEach(async () => {
  server = await startTestServer();
  kit = new SocketKit(server.url);
});
afterEach(async () => {
  kit.close();
  await server.close();
});

/** The server's side of the only connection. */
function only(): EngineSocket {
  const [connection] = server.runtime.sockets.io.sockets.sockets.values();
  assert(connection !== undefined, 'somebody is connected');
  return connection.conn;
}

async function connectRaw(): Promise<RawWebSocket> {
  const raw = await RawWebSocket.open(server.url);
  raw.send(`40{"protocol":${PROTOCOL_VERSION}}`);
  await expect.poll(() => raw.heard.some((text) => text.startsWith('40'))).toBe(true);
  raw.heard.length = 0;
  return raw;
}

/** How many packets Engine.IO is given while `send` runs: none where a frame went past it. */
function packetsWhile(connection: EngineSocket, send: () => void): number {
  let packets = 0;
  const count = () => void (packets += 1);
  connection.on('packetCreate', count);
  send();
  connection.off('packetCreate', count);
  return packets;
}

describe('an event that is encoded once', () => {
  it.each(PAYLOADS)('is what Socket.IO makes of it: $of', async ({ payload }) => {
    const raw = await connectRaw();
    server.runtime.sockets.io.emit('delta', payload as never);
    await expect.poll(() => raw.heard).toEqual([`4${encodeEvent('delta', payload).packet}`]);
  });

  it.each(PAYLOADS)('is a frame as ws reads it: $of', async ({ payload }) => {
    const raw = await connectRaw();
    const news = encodeEvent('delta', payload);
    // Where Engine.IO or ws no longer keep what this leans on, all goes through them, and this fails.
    expect(packetsWhile(only(), () => tell(only(), news))).toBe(0);
    await expect.poll(() => raw.heard).toEqual([`4${news.packet}`]);
  });
});

describe('an acknowledgement', () => {
  it.each([
    { of: 'a short answer', answer: { ok: true, upTo: 7, version: 12 }, packets: 0 },
    { of: 'a long answer', answer: { refused: Array.from({ length: 99 }, () => 'x') }, packets: 0 },
    { of: 'other letters', answer: { message: 'Ａda is no player here: é' }, packets: 1 },
  ])('arrives as it was said: $of', async ({ answer, packets }) => {
    const raw = await connectRaw();
    expect(packetsWhile(only(), () => acknowledge(only(), '17', answer))).toBe(packets);
    await expect.poll(() => raw.heard).toEqual([`4317${JSON.stringify([answer])}`]);
  });
});

describe('whoever cannot be written to directly', () => {
  it('hears by long polling', async () => {
    const polling = await RawPolling.open(server.url);
    await polling.post(`40{"protocol":${PROTOCOL_VERSION}}`);
    await expect.poll(() => server.runtime.sockets.io.sockets.sockets.size).toBe(1);
    expect(packetsWhile(only(), () => tell(only(), encodeEvent('delta', [1, 2, []])))).toBe(1);
  });

  it('hears in order, also behind what has not left yet', async () => {
    const raw = await connectRaw();
    raw.socket.pause();
    const long = 'x'.repeat(100_000);
    const connection = only();
    const told: string[] = [];
    let direct = 0;
    for (let round = 0; round < 150; round += 1) {
      const news = encodeEvent('delta', [round, round % 3 === 0 ? long : '']);
      told.push(`4${news.packet}`);
      direct += 1 - packetsWhile(connection, () => tell(connection, news));
      if (round % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    // Both ways were taken, or this shows nothing.
    expect(direct).toBeGreaterThan(0);
    expect(direct).toBeLessThan(150);
    raw.socket.resume();
    await expect.poll(() => raw.heard.length).toBe(told.length);
    expect(raw.heard).toEqual(told);
  });

  it('hears nothing after the end', async () => {
    const raw = await connectRaw();
    const connection = only();
    const ended = once(connection, 'close');
    raw.socket.terminate();
    await ended;
    expect(() => tell(connection, encodeEvent('delta', [1, 2, []]))).not.toThrow();
  });
});
