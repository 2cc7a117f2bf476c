import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Target } from './target.ts';
import { frame, OPCODE } from './wire/frame.ts';
import { joined, Session, tap } from './wire/session.ts';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterEach(() => target.expectUndisturbed());
afterAll(() => target.stop());

const join = () => joined(target.place, target.board.code);

async function connected(): Promise<Session> {
  const session = new Session(target.place);
  expect(await session.connect()).toMatch(/^40/);
  return session;
}

describe('frames', () => {
  it('23: one of more than 16 KB closes with 1009', async () => {
    const { socket } = await join();
    socket.send(`42["push",${'1'.repeat(16_400)}]`);
    expect(await socket.closed()).toBe(1009);
  });

  it('24: tiny fragments without end close', async () => {
    const { socket } = await join();
    socket.send('4', { isFinal: false });
    for (let index = 0; index < 5_000; index += 1)
      socket.send('x', { isFinal: false, opcode: OPCODE.continuation });
    expect([1008, 1009, null]).toContain(await socket.closed());
  });

  it('25: a flood of pings closes', async () => {
    const { socket } = await join();
    socket.pause();
    const ping = frame('x'.repeat(100), { opcode: OPCODE.ping });
    socket.write(Buffer.concat(Array.from({ length: 50_000 }, () => ping)));
    await target.expectUndisturbed();
    socket.end();
  });

  it.each(['50-', '51-["push",{"_placeholder":true,"num":0}]', '5999999999999-[]', '62-[]'])(
    '27: the packet 4%s, which waits for bytes, closes',
    async (packet) => {
      const { socket } = await join();
      socket.send(`4${packet}`);
      socket.send(Buffer.from([1, 2, 3]), { opcode: OPCODE.binary });
      socket.send('42["push",{}]');
      await socket.closed();
    },
  );

  it('28: text where bytes are due closes', async () => {
    const { socket } = await join();
    socket.send('451-["push",{"_placeholder":true,"num":0}]');
    socket.send('42["push",{}]');
    await socket.closed();
  });

  it('29: text that is not UTF-8 closes with 1007', async () => {
    const { socket } = await join();
    socket.send(Buffer.from([0x34, 0x32, 0xc3, 0x28]));
    expect(await socket.closed()).toBe(1007);
  });

  it.each([
    ['unmasked', frame('3', { isMasked: false })],
    ['with reserved bits', frame('3', { reserved: 4 })],
    ['with an opcode that there is none of', frame('3', { opcode: 5 })],
    ['a control frame in pieces', frame('x', { opcode: OPCODE.ping, isFinal: false })],
  ])('30: a frame %s closes with 1002', async (_, bytes) => {
    const { socket } = await join();
    socket.write(bytes);
    expect(await socket.closed()).toBe(1002);
  });
});

describe('packets', () => {
  it('31: a second CONNECT closes', async () => {
    const { socket } = await join();
    socket.send('40{"protocol":2}');
    await socket.closed();
  });

  it('31: so do a thousand at once', async () => {
    const session = new Session(target.place);
    await session.find((message) => message.startsWith('0'));
    for (let index = 0; index < 1_000; index += 1) session.socket.send('40{"protocol":2}');
    await session.socket.closed();
  });

  it('32: 10,000 namespaces that there are not close, or are refused', async () => {
    const { socket } = await join();
    for (let index = 0; index < 10_000; index += 1) socket.send(`40/n${index},{}`);
    await target.expectUndisturbed();
    socket.end();
  });

  it('33: nobody stays who does not CONNECT', async () => {
    const session = new Session(target.place);
    await session.find((message) => message.startsWith('0'));
    await session.socket.closed();
  });

  it('33: or who does not join', async () => {
    const { socket } = await connected();
    await socket.closed();
  });

  it('34: an event before CONNECT closes', async () => {
    const session = new Session(target.place);
    await session.find((message) => message.startsWith('0'));
    session.socket.send('420["clock",{}]');
    await session.socket.closed();
  });

  it.each(['__proto__', 'constructor', 'toString', 'error', 'hasOwnProperty', 'x'.repeat(1_000)])(
    '35: the event %s is refused',
    async (event) => {
      const session = await join();
      expect((await session.ask(event, '{}')).error?.kind).toBe('unknown_event');
    },
  );

  it.each(['42[7,{}]', '42[null]', '42{}', '42', '42["connect",{}]', '42["disconnect"]', '42[]'])(
    '35: the packet %s closes, or is refused',
    async (packet) => {
      const session = await join();
      session.socket.send(packet);
      await Promise.race([
        session.socket.closed(),
        session.find((message) => message.includes('"problem"')),
      ]);
    },
  );

  it('36: acknowledgements that nobody asked for are passed over', async () => {
    const session = await join();
    for (let id = 0; id < 20; id += 1) session.socket.send(`43${id}[{"ok":true}]`);
    expect((await session.ask('clock', '{}')).ok).toBe(true);
  });

  it('37: an event without an acknowledgement is a problem, and changes nothing', async () => {
    const session = await join();
    session.socket.send(
      `42["push",${JSON.stringify({ clientId: session.clientId, mutations: [tap(1)] })}]`,
    );
    const problem = await session.find((message) => message.includes('"problem"'));
    expect(problem).toContain('ack_required');
    expect((await session.join(target.board.code)).error?.kind).toBe('already_joined');
  });

  it.each(['420["clock"]', '420["clock",{},{}]', '420["clock",{},{},{},{}]'])(
    '38: %s, which has not one payload, is refused',
    async (packet) => {
      const session = await join();
      session.socket.send(packet);
      const answer = await session.find((message) => message.startsWith('430['));
      expect(answer).toContain('"ok":false');
    },
  );

  it('39: a payload of lists in lists is refused', async () => {
    const session = await join();
    const deep = '['.repeat(8_000) + ']'.repeat(8_000);
    expect((await session.ask('push', deep)).error?.kind).toBe('invalid_message');
  });

  it('40: so is one of far too many', async () => {
    const session = await join();
    const list = `[${'1,'.repeat(8_000)}1]`;
    const payload = `{"clientId":"${session.clientId}","mutations":${list}}`;
    expect((await session.ask('push', payload)).error?.kind).toBe('invalid_message');
  });
});
