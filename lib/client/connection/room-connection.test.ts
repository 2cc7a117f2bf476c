import { describe, expect, it } from 'vitest';
import { wireError } from '#lib/protocol/errors.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { pushAckSchema } from '#lib/protocol/messages.ts';
import { jittered } from '#lib/shared/backoff.ts';
import { FakeClock } from '#lib/testing/fake-clock.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { FakeEnvironment } from '../testing/fake-environment.ts';
import { FakeSockets } from '../testing/fake-sockets.ts';
import type { Link } from './link.ts';
import type { News } from './news.ts';
import { RoomConnection, type Joined } from './room-connection.ts';

const BACKOFF = { baseMs: TIMINGS.reconnectBaseMs, maxMs: TIMINGS.reconnectMaxMs };
const WELCOME = {
  ok: true,
  epoch: 1,
  delta: [1, 1, []],
  lastId: 0,
  you: { role: 'participant', player: null },
  here: 3,
  now: 5_000_000,
};

function setUp(seed = 1) {
  const draw = seededRandom(seed);
  const sockets = new FakeSockets();
  const environment = new FakeEnvironment();
  const clock = new FakeClock();
  const heard = {
    links: [] as Link[],
    joined: [] as Joined[],
    news: [] as News[],
    stopped: [] as string[],
  };
  const roundTrips: number[] = [];
  const connection = new RoomConnection({
    sockets,
    environment,
    clock,
    random: () => draw.random(),
    join: () => ({ room: 'CCCCCC', clientId: 'A'.repeat(22) }),
    linkChanged: (link) => void heard.links.push(link),
    joined: (answer) => void heard.joined.push(answer),
    received: (news) => void heard.news.push(news),
    measured: (ms) => void roundTrips.push(ms),
    postponed: () => undefined,
    stopped: ({ kind }) => void heard.stopped.push(kind),
  });
  const enter = () => {
    sockets.latest.accept();
    sockets.latest.last('join').answer(WELCOME);
  };
  return { sockets, environment, clock, heard, roundTrips, connection, enter };
}

/** Milliseconds until the next socket is opened. */
function untilNextAttempt({ sockets, clock }: ReturnType<typeof setUp>): number {
  const before = sockets.opened.length;
  for (let ms = 0; ms <= 60_000; ms += 1) {
    if (sockets.opened.length > before) return ms;
    clock.advance(1);
  }
  return Number.POSITIVE_INFINITY;
}

describe('RoomConnection', () => {
  it('is live once it has joined, not when it has connected', () => {
    const { connection, sockets, heard } = setUp();
    connection.start();
    sockets.latest.accept();
    expect(heard.links).toEqual([]);
    expect(connection.isLive).toBe(false);
    sockets.latest.last('join').answer(WELCOME);
    expect(heard.links).toEqual(['live']);
    expect(heard.joined).toHaveLength(1);
  });

  it.each([1, 2, 3])(
    'waits between attempts as the seed draws, below a doubling ceiling (seed %i)',
    (seed) => {
      const rig = setUp(seed);
      const expected = seededRandom(seed);
      const random = () => expected.random();
      rig.connection.start();
      for (let attempt = 0; attempt < 7; attempt += 1) {
        rig.sockets.latest.drop();
        expect(untilNextAttempt(rig)).toBe(jittered(attempt, BACKOFF, random));
      }
      expect(rig.heard.links).toEqual(['reconnecting']);
    },
  );

  it('starts with short waits again after a connection that held', () => {
    const rig = setUp();
    rig.connection.start();
    for (let attempt = 0; attempt < 7; attempt += 1) {
      rig.sockets.latest.drop();
      rig.clock.advance(TIMINGS.reconnectMaxMs);
    }
    rig.enter();
    for (let s = 0; s < 9; s += 1) {
      rig.clock.advance(1_000);
      rig.sockets.latest.say('presence', { here: 1 });
    }
    rig.sockets.latest.drop();
    expect(untilNextAttempt(rig)).toBeLessThan(TIMINGS.reconnectBaseMs);
  });

  it('is not late while the code that makes sockets is on its way', () => {
    const rig = setUp();
    rig.sockets.isLoaded = false;
    rig.connection.start();
    rig.clock.advance(60_000);
    expect(rig.heard.links).toEqual([]);
    expect(rig.sockets.opened).toHaveLength(1);
    rig.sockets.latest.load();
    rig.clock.advance(9_000);
    rig.enter();
    expect(rig.heard.links).toEqual(['live']);
  });

  it('makes another attempt where a socket that was opened stays silent', () => {
    const rig = setUp();
    rig.sockets.isLoaded = false;
    rig.connection.start();
    rig.sockets.latest.load();
    rig.clock.advance(20_000);
    expect(rig.heard.links).toEqual(['reconnecting']);
    expect(rig.sockets.opened.length).toBeGreaterThan(1);
  });

  it('comes back after the server has closed the connection', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.sockets.latest.drop();
    untilNextAttempt(rig);
    rig.enter();
    expect(rig.heard.links).toEqual(['live', 'reconnecting', 'live']);
  });

  it('is offline on the word of the browser, makes no attempts, and comes back on its word', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.environment.emit('offline');
    expect(rig.heard.links.at(-1)).toBe('offline');
    expect(rig.sockets.latest.isClosed).toBe(true);
    expect(untilNextAttempt(rig)).toBe(Number.POSITIVE_INFINITY);
    rig.environment.emit('online');
    expect(untilNextAttempt(rig)).toBeLessThan(TIMINGS.reconnectBaseMs);
    rig.enter();
    expect(rig.heard.links).toEqual(['live', 'offline', 'reconnecting', 'live']);
  });

  it('tries once even where the browser says that it is offline from the start', () => {
    const rig = setUp();
    rig.environment.emit('offline');
    rig.connection.start();
    expect(rig.sockets.opened).toHaveLength(1);
    rig.sockets.latest.drop();
    expect(rig.heard.links).toEqual(['offline']);
  });

  it('does not wait any longer when somebody looks at the page again', () => {
    const rig = setUp();
    rig.connection.start();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      rig.sockets.latest.drop();
      if (attempt < 5) untilNextAttempt(rig);
    }
    rig.environment.emit('visible');
    expect(untilNextAttempt(rig)).toBeLessThan(TIMINGS.reconnectBaseMs);
  });

  it('stays away as long as a draining server asks, when that closes first', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.sockets.latest.say('drain', { delayMs: 7_000 });
    expect(rig.connection.isLive).toBe(true);
    rig.clock.advance(1_000);
    rig.sockets.latest.drop();
    expect(untilNextAttempt(rig)).toBe(6_000);
  });

  it('comes back over the time that the server asks of a crowd, at each attempt', () => {
    const waits = Array.from({ length: 200 }, (_, seed) => {
      const rig = setUp(seed);
      rig.connection.start();
      rig.enter();
      rig.sockets.latest.say('pulse', { epoch: 1, version: 1, now: 1, spreadMs: 6_000 });
      rig.sockets.latest.drop();
      const first = untilNextAttempt(rig);
      rig.sockets.latest.drop();
      return [first, untilNextAttempt(rig)] as const;
    });
    const ofFirstSecond = waits.filter(([first]) => first < 1_000).length;
    expect(ofFirstSecond).toBeGreaterThan(200 / 6 / 2);
    expect(ofFirstSecond).toBeLessThan((200 / 6) * 2);
    for (const attempt of [0, 1] as const) {
      const longest = Math.max(...waits.map((wait) => wait[attempt]));
      expect(longest).toBeGreaterThan(5_000);
      expect(longest).toBeLessThan(6_000);
    }
  });

  it('comes back at the moment that a draining server has drawn, whatever else it asks of a crowd', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.sockets.latest.say('pulse', { epoch: 1, version: 1, now: 1, spreadMs: 8_000 });
    rig.sockets.latest.say('drain', { delayMs: 200 });
    rig.sockets.latest.drop();
    expect(untilNextAttempt(rig)).toBe(200);
  });

  it('leaves a draining server by itself once the delay is over', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.sockets.latest.say('drain', { delayMs: 500 });
    const [draining] = rig.sockets.opened;
    expect(untilNextAttempt(rig)).toBe(500);
    expect(draining?.isClosed).toBe(true);
  });

  it.each(['protocol_version', 'foreign_origin'] as const)(
    'stops where the handshake is refused with %s',
    (kind) => {
      const rig = setUp();
      rig.connection.start();
      rig.sockets.latest.drop(wireError(kind));
      expect(rig.heard.stopped).toEqual([kind]);
      rig.environment.emit('online');
      expect(untilNextAttempt(rig)).toBe(Number.POSITIVE_INFINITY);
    },
  );

  it('stops where there is no such room', () => {
    const rig = setUp();
    rig.connection.start();
    rig.sockets.latest.accept();
    rig.sockets.latest.last('join').answer({ ok: false, error: wireError('room_not_found') });
    expect(rig.heard.stopped).toEqual(['room_not_found']);
    expect(untilNextAttempt(rig)).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits as long as a refusal asks before the next attempt', () => {
    const rig = setUp();
    rig.connection.start();
    rig.sockets.latest.drop(wireError('draining', { retryAfterMs: 3_000 }));
    const between = (leastMs: number, mostMs: number) => {
      const ms = untilNextAttempt(rig);
      expect(ms).toBeGreaterThanOrEqual(leastMs);
      expect(ms).toBeLessThan(mostMs);
    };
    between(3_000, 3_000 + TIMINGS.reconnectBaseMs);
    rig.sockets.latest.accept();
    rig.sockets.latest
      .last('join')
      .answer({ ok: false, error: wireError('draining', { retryAfterMs: 4_000 }) });
    between(4_000, 4_000 + 2 * TIMINGS.reconnectBaseMs);
    expect(rig.heard.stopped).toEqual([]);
  });

  it('takes a connection that says nothing for three pulses for dead', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.sockets.latest.last('clock').answer({ ok: true, now: 1 });
    rig.clock.advance(9_000);
    expect(rig.connection.isLive).toBe(true);
    rig.sockets.latest.say('pulse', { epoch: 1, version: 1, now: 1 });
    rig.clock.advance(9_999);
    expect(rig.connection.isLive).toBe(true);
    rig.clock.advance(1);
    expect(rig.connection.isLive).toBe(false);
  });

  it('answers each question once: with null when the connection ends, and not again', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    const answers: unknown[] = [];
    rig.connection.ask({
      event: 'push',
      payload: {},
      schema: pushAckSchema,
      answered: (answer) => void answers.push(answer),
    });
    const late = rig.sockets.latest.last('push');
    rig.sockets.latest.drop();
    late.answer({ ok: true, upTo: 1, version: 1 });
    expect(answers).toEqual([null]);
  });

  it('takes an answer that does not come in time for a dead connection', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    for (let s = 0; s < 11; s += 1) {
      rig.clock.advance(1_000);
      rig.sockets.latest.say('pulse', { epoch: 1, version: 1, now: 1 });
    }
    expect(rig.connection.isLive).toBe(false);
  });

  it('starts over on an answer that makes no sense', () => {
    const rig = setUp();
    rig.connection.start();
    rig.sockets.latest.accept();
    rig.sockets.latest.last('join').answer({ ok: true, epoch: 'x' });
    expect(rig.connection.isLive).toBe(false);
    expect(untilNextAttempt(rig)).toBeLessThan(TIMINGS.reconnectBaseMs);
  });

  it('hears news in order, marks what it cannot read, and passes over what it does not know', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.sockets.latest.say('delta', [1, 2, [1, 5]]);
    rig.sockets.latest.say('delta', ['nonsense']);
    rig.sockets.latest.say('horoscope', {});
    rig.sockets.latest.say('presence', { here: 2, more: 'of a later server' });
    expect(rig.heard.news.map(({ event }) => event)).toEqual(['delta', 'garbled', 'presence']);
  });

  it('hears nothing more of a socket that it has let go', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    const old = rig.sockets.latest;
    rig.connection.reconnect();
    untilNextAttempt(rig);
    old.say('presence', { here: 9 });
    old.drop();
    expect(rig.heard.news).toEqual([]);
    expect(rig.heard.links.at(-1)).toBe('reconnecting');
    expect(rig.sockets.opened).toHaveLength(2);
  });

  it('leaves no timer behind when it is closed, also twice', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    rig.connection.close();
    rig.connection.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('measures the round trip on joining and every 15 s while looked at', () => {
    const rig = setUp();
    rig.connection.start();
    rig.enter();
    const pulse = () => rig.sockets.latest.say('pulse', { epoch: 1, version: 1, now: 1 });
    rig.clock.advance(80);
    rig.sockets.latest.last('clock').answer({ ok: true, now: 9_000_000 });
    expect(rig.roundTrips).toEqual([80]);
    const elapse = (seconds: number) => {
      for (let s = 0; s < seconds; s += 1) {
        rig.clock.advance(1_000);
        pulse();
      }
    };
    elapse(15);
    expect(rig.sockets.latest.all('clock')).toHaveLength(2);
    rig.sockets.latest.last('clock').answer({ ok: true, now: 9_015_000 });
    rig.environment.emit('hidden');
    elapse(60);
    expect(rig.sockets.latest.all('clock')).toHaveLength(2);
    rig.environment.emit('visible');
    expect(rig.sockets.latest.all('clock')).toHaveLength(3);
  });
});
