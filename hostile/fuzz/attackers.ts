import { randomBytes } from 'node:crypto';
import { requestText, rawHttp } from '../wire/raw-http.ts';
import { frame, OPCODE } from '../wire/frame.ts';
import { RawWebSocket } from '../wire/raw-web-socket.ts';
import type { SeededRandom } from '#lib/testing/seeded-random.ts';
import type { Board, Target } from '../target.ts';
import { packets, requests, type Names } from './corpus.ts';
import { mutate } from './mutate.ts';

/** One who sends nonsense in one way. Resolves with how many messages that were. */
export type Attack = (target: Target, random: SeededRandom) => Promise<number>;

/** Messages on one connection: enough to get somewhere before the server has had enough. */
const PER_CONNECTION = 60;

function namesOf({ code, hostKey }: Board): Names {
  return { code, hostKey, clientId: randomBytes(16).toString('base64url') };
}

/** Socket.IO packets over a WebSocket, most of them behind a proper CONNECT and join. */
const socketPackets: Attack = async (target, random) => {
  const socket = new RawWebSocket(target.place);
  if ((await socket.status) !== 101) return 1;
  const corpus = packets(namesOf(target.board));
  for (const proper of corpus.slice(0, random.below(3))) socket.send(proper);
  let sent = 0;
  while (sent < PER_CONNECTION && socket.send(mutate(random.pick(corpus), random))) {
    sent += 1;
    // Now and then the server is given time to answer, or to hang up.
    if (random.chance(0.2)) await turn();
  }
  socket.end();
  return sent;
};

/** WebSocket frames that are wrong in their bits. */
const socketFrames: Attack = async (target, random) => {
  const socket = new RawWebSocket(target.place);
  if ((await socket.status) !== 101) return 1;
  const corpus = packets(namesOf(target.board));
  const times = 1 + random.below(8);
  let sent = 0;
  for (; sent < times; sent += 1) {
    const bytes = frame(random.pick(corpus), {
      opcode: random.chance(0.5) ? OPCODE.text : random.below(16),
      isFinal: random.chance(0.8),
      reserved: random.chance(0.8) ? 0 : random.below(8),
      isMasked: random.chance(0.9),
    });
    if (random.chance(0.5)) bytes[random.below(bytes.length)] = random.below(256);
    if (!socket.write(bytes)) break;
  }
  await turn();
  socket.end();
  return sent;
};

/** Bodies of long polling. */
const pollingBodies: Attack = async (target, random) => {
  const path = '/socket.io/?EIO=4&transport=polling';
  const opened = await rawHttp(target.place, requestText(path));
  const sid = /"sid":"([^"]+)"/.exec(opened.body)?.[1] ?? 'none';
  const corpus = packets(namesOf(target.board));
  const times = 1 + random.below(4);
  for (let sent = 0; sent < times; sent += 1) {
    const parts = Array.from({ length: 1 + random.below(5) }, () =>
      random.chance(0.3) ? random.pick(corpus) : mutate(random.pick(corpus), random),
    );
    const body = parts.join('\x1e');
    const headers = ['Content-Type: text/plain;charset=UTF-8'];
    await rawHttp(
      target.place,
      requestText(`${path}&sid=${sid}`, { method: 'POST', headers, body }),
    );
  }
  return times + 1;
};

/** HTTP requests, wrong in their target, a header or their body. */
const httpRequests: Attack = async (target, random) => {
  const { method, path, headers, body } = random.pick(requests(namesOf(target.board)));
  const what = random.below(3);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (what === 0 && lines.length > 0) {
    const at = random.below(lines.length);
    lines[at] = oneLine(mutate(lines[at] ?? '', random));
  }
  await rawHttp(
    target.place,
    requestText(what === 1 ? oneLine(mutate(path, random)).replaceAll(' ', '') : path, {
      method,
      headers: lines,
      body: what === 2 ? mutate(body, random) : body,
    }),
  );
  return 1;
};

/** By how often each is made in a round. */
export const ATTACKS: readonly Attack[] = [
  socketPackets,
  socketPackets,
  socketPackets,
  socketPackets,
  socketFrames,
  pollingBodies,
  httpRequests,
  httpRequests,
];

/** A line break would only make two shorter requests of one. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, '');
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
