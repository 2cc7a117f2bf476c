import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { AckPace } from './ack-pace.ts';
import { RawWebSocket } from './testing/raw-client.ts';
import { tap } from './testing/socket-kit.ts';

describe('what is held back', () => {
  let clock: FakeClock;
  let pace: AckPace;
  let released: string[];
  const holder = (name: string) => ({ releaseAcks: () => void released.push(name) });
  beforeEach(() => {
    clock = new FakeClock();
    pace = new AckPace(clock);
    released = [];
  });

  it('leaves in one go, so long after the last delta of its room', () => {
    const ada = holder('Ada');
    pace.hold('AAAAAA', ada);
    clock.advance(TIMINGS.ackIntervalMs / 2);
    pace.hold('AAAAAA', holder('Grace'));
    pace.hold('AAAAAA', ada);
    pace.beat('AAAAAA');
    clock.advance(TIMINGS.ackIntervalMs - 1);
    expect(released).toEqual([]);
    clock.advance(1);
    expect(released).toEqual(['Ada', 'Grace']);
    clock.advance(10 * TIMINGS.ackIntervalMs);
    expect(released).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('leaves by itself where no delta comes, and at the end', () => {
    pace.hold('AAAAAA', holder('Ada'));
    pace.beat('CCCCCC');
    clock.advance(TIMINGS.ackIntervalMs);
    expect(released).toEqual(['Ada']);
    pace.hold('AAAAAA', holder('Grace'));
    pace.hold('CCCCCC', holder('Linus'));
    pace.releaseAll();
    expect(released).toEqual(['Ada', 'Grace', 'Linus']);
    expect(clock.pending).toBe(0);
  });
});

describe('a fast finger', () => {
  let server: TestServer;
  let raw: RawWebSocket;
  const clientId = 'client'.padEnd(22, '_');
  const heard = (start: string) => raw.heard.some((text) => text.startsWith(start));

  async function open(clock?: FakeClock): Promise<void> {
    server = await startTestServer(clock === undefined ? {} : { clock });
    const { code } = await server.runtime.rooms.create({ name: 'Quiz', players: ['Ada'] });
    raw = await RawWebSocket.open(server.url);
    raw.send(`40{"protocol":${PROTOCOL_VERSION}}`);
    await expect.poll(() => heard('40')).toBe(true);
    raw.send(`420["join",{"room":"${code}","clientId":"${clientId}"}]`);
    await expect.poll(() => heard('430')).toBe(true);
  }

  const push = (id: number) =>
    raw.send(`42${id}${JSON.stringify(['push', { clientId, mutations: [tap(id)] }])}`);

  afterEach(async () => {
    raw.socket.terminate();
    await server.close();
    expect(server.bugs).toEqual([]);
  });

  it('is acknowledged at once, and then no oftener than its pace', async () => {
    const clock = new FakeClock();
    await open(clock);
    push(1);
    await expect.poll(() => heard('431[')).toBe(true);
    push(2);
    await expect.poll(() => [...server.registry.rooms()][0]?.board.version).toBe(3);
    raw.send('429["clock",{}]');
    await expect.poll(() => heard('439[')).toBe(true);
    expect(heard('432[')).toBe(false);
    clock.advance(TIMINGS.ackIntervalMs);
    await expect.poll(() => heard('432[')).toBe(true);
    clock.advance(TIMINGS.ackIntervalMs);
    push(3);
    await expect.poll(() => heard('433[')).toBe(true);
  });

  it('[RN3] has each verdict before the delta that shows it', async () => {
    await open();
    const last = 60;
    for (let id = 1; id <= last; id += 1) {
      push(id);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const shown = () =>
      raw.heard.findLastIndex((text) =>
        new RegExp(`^42\\["delta",\\[\\d+,${last + 1},`).test(text),
      );
    await expect.poll(shown).toBeGreaterThan(0);
    for (const [index, text] of raw.heard.entries()) {
      const [, version] = /^42\["delta",\[\d+,(\d+),/.exec(text) ?? [];
      if (version === undefined) continue;
      const before = raw.heard.slice(0, index).filter((each) => /"upTo":/.test(each));
      expect(before.length).toBeGreaterThanOrEqual(Number(version) - 1);
    }
  });
});
