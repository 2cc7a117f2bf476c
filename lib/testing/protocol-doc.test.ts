import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, REFUSAL_KINDS } from '#lib/protocol/errors.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** The code of the room in docs/PROTOCOL.md. */
const CODE = 'K7WX4C';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const page = readFileSync(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8');

interface Exchange {
  /** What is sent; null at the beginning, where the server speaks first. */
  readonly sent: string | null;
  /** What is heard before the next is sent. A delta may come later than an answer to the same, where the room is busy. */
  readonly heard: readonly string[];
}

/** The conversation of the page. */
function conversation(): readonly Exchange[] {
  const [, block = ''] = page.split('### Example')[1]?.split('```text\n') ?? [];
  const lines = block.split('```', 1)[0]?.trim().split('\n') ?? [];
  const exchanges: { sent: string | null; heard: string[] }[] = [{ sent: null, heard: [] }];
  for (const line of lines) {
    if (line.startsWith('C: ')) exchanges.push({ sent: line.slice(3), heard: [] });
    if (line.startsWith('S: ')) exchanges.at(-1)?.heard.push(line.slice(3));
  }
  return exchanges;
}

/** What differs from run to run is made equal: connections, times, and the epoch, which is one. */
function normalised(packet: string, code: string): string {
  return packet
    .replaceAll(code, CODE)
    .replace(/"sid":"[^"]+"/g, '"sid":"…"')
    .replace(/\b\d{13}\b/g, '0');
}

describe('docs/PROTOCOL.md', () => {
  it('shows a conversation that takes place, byte for byte', async () => {
    const { code } = await server.runtime.rooms.create({
      name: 'Quiz night',
      players: ['Ada', 'Grace'],
    });
    const socket = new WebSocket(
      `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    const heard: string[] = [];
    let wake = () => {};
    socket.addEventListener('message', ({ data }) => {
      const packet = normalised(String(data), code);
      // They may come in between.
      if (/^42\["(?:presence|pulse)"|^2$/.test(packet)) return;
      heard.push(packet);
      wake();
    });
    const next = async (): Promise<string> => {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift() ?? '';
    };
    try {
      const exchanges = conversation();
      expect(exchanges.length).toBeGreaterThan(10);
      for (const { sent, heard: expected } of exchanges) {
        if (sent !== null) socket.send(sent.replaceAll(CODE, code));
        const answers: string[] = [];
        while (answers.length < expected.length) answers.push(await next());
        expect(answers.toSorted()).toEqual(expected.map((p) => normalised(p, code)).toSorted());
      }
      expect(heard).toEqual([]);
      expect(server.bugs).toEqual([]);
    } finally {
      socket.close();
    }
  });

  it('lists every error with its status, whether to retry, and whether it spends an id', () => {
    const refusals: readonly string[] = REFUSAL_KINDS;
    const rows = Object.entries(ERRORS).map(
      ([kind, { status, retryable }]) =>
        `${kind}${refusals.includes(kind) ? ' †' : ''} ${status} ${retryable ? 'yes' : 'no'}`,
    );
    const printed = page.matchAll(/^\| `(\w+)`( †)? +\| (\d{3}) +\| (yes|no) /gm);
    const found = Array.from(printed, ([, kind = '', dagger = '', status = '', retry = '']) =>
      [kind + dagger, status, retry].join(' '),
    );
    expect(found.toSorted()).toEqual(rows.toSorted());
  });
});
