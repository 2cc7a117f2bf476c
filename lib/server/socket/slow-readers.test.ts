import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_LIMITS, SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { SlowReaders, type Reader } from './slow-readers.ts';
import { RawWebSocket } from './testing/raw-client.ts';
import { next, SocketKit } from './testing/socket-kit.ts';

const LOOK_MS = 500;

class FakeReader implements Reader {
  readonly told: string[] = [];
  unreadBytes = 0;

  passOver(): void {
    this.told.push('passed over');
  }

  catchUp(): void {
    this.told.push('caught up');
  }

  cutOff(): void {
    this.told.push('cut off');
  }
}

describe('a slow reader', () => {
  let clock: FakeClock;
  let reader: FakeReader;
  beforeEach(() => {
    clock = new FakeClock();
    reader = new FakeReader();
    new SlowReaders({ clock, readers: () => [reader] });
  });

  const wait = (bytes: number, ms: number = LOOK_MS) => {
    reader.unreadBytes = bytes;
    clock.advance(ms);
    return reader.told;
  };

  it('is left alone while little waits for it', () => {
    expect(wait(10_000, SERVER_TIMINGS.unreadTimeoutMs * 2)).toEqual([]);
  });

  it('is passed over while there still is room below the limit', () => {
    expect(wait(SERVER_LIMITS.unreadBytes / 4 + 1)).toEqual(['passed over']);
  });

  it('is caught up once it has read all', () => {
    wait(100_000);
    expect(wait(1)).toEqual(['passed over']);
    expect(wait(0)).toEqual(['passed over', 'caught up']);
  });

  it('is cut off when it reads nothing for the time that it is given, and not before', () => {
    wait(100_000);
    expect(wait(100_000, SERVER_TIMINGS.unreadTimeoutMs - LOOK_MS)).toEqual(['passed over']);
    expect(wait(100_001)).toEqual(['passed over', 'cut off']);
  });

  it('stays while it makes progress', () => {
    wait(100_000);
    for (let left = 99_000; left > 60_000; left -= 1_000) wait(left, 5_000);
    expect(reader.told).toEqual(['passed over']);
  });
});

describe('a connection that does not read', () => {
  const clock = new FakeClock();
  let server: TestServer;
  let kit: SocketKit;
  let code: string;
  beforeEach(async () => {
    server = await startTestServer({ clock });
    kit = new SocketKit(server.url);
    ({ code } = await server.runtime.rooms.create({ name: 'Quiz', players: ['Ada'] }));
  });
  afterEach(async () => {
    kit.close();
    await server.close();
    expect(server.bugs).toEqual([]);
  });

  async function joinRaw(clientId: string): Promise<RawWebSocket> {
    const raw = await RawWebSocket.open(server.url);
    const heard = (start: string) => () => raw.heard.some((message) => message.startsWith(start));
    raw.send(`40{"protocol":${PROTOCOL_VERSION}}`);
    await expect.poll(heard('40')).toBe(true);
    raw.send(`420["join",{"room":"${code}","clientId":"${clientId.padEnd(22, '_')}"}]`);
    await expect.poll(heard('430')).toBe(true);
    return raw;
  }

  /** More than the kernel takes off this process's hands. */
  async function sayMuch(): Promise<void> {
    const text = 'x'.repeat(100_000);
    for (let round = 0; round < 200; round += 1) {
      server.runtime.sockets.io.to(code).emit('message', { kind: 'announcement', text });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const inRoom = () => server.runtime.sockets.io.sockets.adapter.rooms.get(code)?.size ?? 0;

  it('gets no more news, and is cut off; the others hear on', async () => {
    const raw = await joinRaw('slow');
    const other = kit.connect();
    await kit.join(other, code);
    expect(inRoom()).toBe(2);
    raw.socket.pause();
    await sayMuch();
    clock.advance(LOOK_MS);
    expect(inRoom()).toBe(1);
    const heard = next(other, 'message');
    server.runtime.sockets.io
      .to(code)
      .emit('message', { kind: 'announcement', text: 'still here' });
    await heard;
    clock.advance(SERVER_TIMINGS.unreadTimeoutMs);
    await expect.poll(() => server.runtime.crowd.peopleIn(code)).toBe(1);
  });

  it('that reads again is given the board, and then the news', async () => {
    const raw = await joinRaw('slow');
    raw.socket.pause();
    await sayMuch();
    clock.advance(LOOK_MS);
    expect(inRoom()).toBe(0);
    raw.socket.resume();
    await expect
      .poll(() => {
        clock.advance(LOOK_MS);
        return raw.heard.some((message) => message.startsWith('42["snapshot",'));
      })
      .toBe(true);
    expect(inRoom()).toBe(1);
  });
});
