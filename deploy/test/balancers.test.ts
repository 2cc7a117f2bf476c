import { get } from 'node:http';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, next, SocketKit } from '#lib/server/socket/testing/socket-kit.ts';
import { Balancer } from './balancer.ts';
import { balancerNames, findBalancer } from './find-balancer.ts';
import { Node } from './node.ts';

const HANDSHAKE = '/socket.io/?EIO=4&transport=polling';
/** Of as many addresses some come to each node, however they are spread. */
const PEOPLE = Array.from({ length: 24 }, (_, index) => `127.0.1.${index + 1}`);

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks from an address of this machine's own network, in a line of its own. */
function askFrom(url: string, localAddress: string, headers: Record<string, string> = {}) {
  return new Promise<Answer>((resolve, reject) => {
    get(url, { localAddress, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => (body += data.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}

const connected = (socket: Socket) =>
  new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });

describe.each(balancerNames)('%s', (name) => {
  const program = findBalancer(name);
  let nodes: [Node, Node];
  let balancer: Balancer;
  let kit: SocketKit;

  beforeAll(async () => {
    if (program === null) return;
    nodes = [await Node.start(), await Node.start()];
    balancer = await Balancer.start(name, program, [nodes[0].place, nodes[1].place]);
    kit = new SocketKit(balancer.url);
  });
  afterEach(() => kit?.close());
  afterAll(async () => {
    await balancer?.stop();
    for (const node of nodes ?? []) {
      await node.server.close();
      expect(node.server.bugs).toEqual([]);
    }
  });

  beforeEach(({ skip }) => {
    if (program === null) skip(`${name} is not installed: npm run balancers`);
  });

  /** How many sessions each node gets of one new session for each address. */
  async function newSessions(): Promise<[number, number]> {
    const before = nodes.map(({ senders }) => senders.length);
    for (const address of PEOPLE)
      expect((await askFrom(balancer.url + HANDSHAKE, address)).status).toBe(200);
    const [first = 0, second = 0] = nodes.map(
      ({ senders }, index) => senders.length - (before[index] ?? 0),
    );
    return [first, second];
  }

  it('gives both nodes people', async () => {
    await expect.poll(newSessions, { timeout: 20_000 }).toSatisfy(([a, b]) => a > 0 && b > 0);
  });

  it('keeps a session of long polling at its node', async () => {
    for (let session = 0; session < 4; session += 1) {
      const socket = kit.connect({ transports: ['polling'], withCredentials: true });
      await connected(socket);
      const { id } = socket.io.engine as unknown as { readonly id: string };
      // Anywhere but there nobody knows it: its first request that went astray would end it.
      const [node, ...others] = nodes.filter((each) => each.has(id));
      expect(others).toEqual([]);
      const before = node?.requests ?? 0;
      for (let asked = 0; asked < 10; asked += 1)
        expect(await ask(socket, 'clock', {})).toMatchObject({ ok: true });
      expect(socket.io.engine).toMatchObject({ id, transport: { name: 'polling' } });
      expect(node?.requests).toBeGreaterThan(before + 15);
      socket.disconnect();
    }
  });

  it('lets WebSockets through, at once and after polling', async () => {
    const direct = kit.connect();
    await connected(direct);
    expect(await ask(direct, 'clock', {})).toMatchObject({ ok: true });
    const upgraded = kit.connect({ transports: ['polling', 'websocket'], withCredentials: true });
    await connected(upgraded);
    await expect.poll(() => upgraded.io.engine.transport.name).toBe('websocket');
    expect(await ask(upgraded, 'clock', {})).toMatchObject({ ok: true });
  });

  it('says who sent a request, whatever that one says', async () => {
    const lie = { 'x-forwarded-for': '198.51.100.66', forwarded: 'for=198.51.100.66' };
    await askFrom(balancer.url + HANDSHAKE, '127.0.9.7', lie);
    const senders = nodes.flatMap((node) => node.senders);
    expect(senders).toContain('127.0.9.7');
    expect(senders).not.toContain('198.51.100.66');
  });

  it('shows nobody the figures, or which part is away', async () => {
    expect((await askFrom(`${balancer.url}/metrics`, '127.0.0.1')).status).toBe(404);
    expect((await askFrom(`${balancer.url}/readyz`, '127.0.0.1')).status).toBe(404);
    expect((await askFrom(`${balancer.url}/healthz`, '127.0.0.1')).status).toBe(200);
  });

  it('sends nobody new to a node that is not ready, and leaves those there who are', async () => {
    const sockets = [kit.connect(), kit.connect(), kit.connect(), kit.connect()];
    await Promise.all(sockets.map(connected));
    nodes[0].setReady(false);
    await expect.poll(newSessions, { timeout: 15_000 }).toEqual([0, PEOPLE.length]);
    const late = kit.connect({ transports: ['polling'], withCredentials: true });
    await connected(late);
    expect(await ask(late, 'clock', {})).toMatchObject({ ok: true });
    for (const socket of sockets)
      expect(await ask(socket, 'clock', {})).toMatchObject({ ok: true });
    nodes[0].setReady(true);
    await expect.poll(newSessions, { timeout: 20_000 }).toSatisfy(([a, b]) => a > 0 && b > 0);
  });

  it('passes on the goodbye of a node that leaves, and has another one take its people', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const socket = kit.connect();
        await connected(socket);
        return socket;
      }),
    );
    const told = Promise.race(sockets.map((socket) => next(socket, 'drain')));
    const node = nodes.find(({ server }) => server.runtime.sockets.io.sockets.sockets.size > 0);
    await node?.server.runtime.close();
    expect(await told).toMatchObject({ delayMs: expect.any(Number) });
    await expect
      .poll(
        async () => {
          const socket = kit.connect();
          return connected(socket).then(
            () => true,
            () => false,
          );
        },
        { timeout: 10_000 },
      )
      .toBe(true);
  });
});
