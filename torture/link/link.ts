import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { Gate, Lane } from './gate.ts';
import {
  asStray,
  DownTamper,
  HONEST,
  isAnswer,
  isDeed,
  isPush,
  numberOf,
  type Mischief,
} from './tamper.ts';

/** Between the packets in the body of a polling request. */
const SEPARATOR = '\u001E';

export interface LinkOptions {
  /** Where the server listens: asked at each new WebSocket, and at each request of a client that polls. */
  readonly serverPort: () => number;
  /** Whether WebSockets are blocked, as in many a company, so that clients fall back to long polling. */
  readonly isPollingOnly: boolean;
  /** Added to each request: what the browser's cookies would bring. */
  readonly headers: Readonly<Record<string, string>>;
  readonly random: () => number;
  /** Has a push turn up on somebody else's connection to the same room. */
  readonly stray: (packet: string, from: Link) => void;
}

/** The way between one tab and the server, which can be cut, frozen, slow, and lie. */
export class Link {
  readonly #options: LinkOptions;
  readonly #server: Server;
  readonly #upgrades = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<Socket | Duplex | WebSocket>();
  readonly #gate = new Gate();
  /** The open WebSocket to the server that carries strays. */
  #upstream: WebSocket | null = null;
  readonly #pollTamper: DownTamper;
  /** Pushes that are to turn up elsewhere, by the number under which they were asked. */
  readonly #strays = new Map<string, string>();
  #mischief = HONEST;
  #isCut = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#pollTamper = this.#tamper();
    this.#server = createServer((incoming, response) => {
      this.#poll(incoming, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket: Socket) => this.#track(socket));
    this.#server.on('upgrade', (incoming, socket, head) => this.#upgrade(incoming, socket, head));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  /** Breaks every connection, and lets none be made until {@link heal}. */
  cut(): void {
    this.#isCut = true;
    this.breakAll();
  }

  /** Breaks every connection. */
  breakAll(): void {
    this.#strays.clear();
    for (const socket of this.#sockets) {
      if (socket instanceof WebSocket) socket.terminate();
      else socket.destroy();
    }
    this.#sockets.clear();
  }

  /** Lets nothing through, and breaks nothing. */
  stall(): void {
    this.#gate.shut();
  }

  delay(ms: number): void {
    this.#gate.slow(ms);
  }

  lie(mischief: Mischief): void {
    this.#mischief = mischief;
  }

  heal(): void {
    this.#isCut = false;
    this.#mischief = HONEST;
    this.#gate.open();
  }

  /** Sends what somebody else has sent, where this link has a WebSocket to do so. */
  inject(packet: string): void {
    if (this.#upstream?.readyState === WebSocket.OPEN) this.#upstream.send(packet);
  }

  #track(socket: Socket | Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#isCut) socket.destroy();
  }

  #tamper(): DownTamper {
    return new DownTamper({ mischief: () => this.#mischief, random: this.#options.random });
  }

  /** What a client's packet becomes on its way up. */
  #up(packet: string): string[] {
    const { random } = this.#options;
    const { repeat, stray: often } = this.#mischief;
    if (!isDeed(packet)) return [packet];
    if (isPush(packet) && random() < often) this.#strays.set(numberOf(packet), asStray(packet));
    return random() < repeat ? [packet, packet] : [packet];
  }

  /** A push turns up elsewhere once it has its answer: before that, whoever sent it could not but show it twice for a moment. */
  #down(packet: string): void {
    const number = numberOf(packet);
    const packetOfStray = this.#strays.get(number);
    if (packetOfStray === undefined || !isAnswer(packet)) return;
    this.#strays.delete(number);
    this.#options.stray(packetOfStray, this);
  }

  #headersOf(headers: IncomingHttpHeaders): IncomingHttpHeaders {
    return { ...headers, ...this.#options.headers };
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#options.isPollingOnly) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#upgrades.handleUpgrade(incoming, socket, head, (down) => this.#bridge(incoming, down));
  }

  #bridge({ url = '', headers }: IncomingMessage, down: WebSocket): void {
    const { origin, host } = headers;
    const own = { ...(origin !== undefined && { origin }), ...(host !== undefined && { host }) };
    const up = new WebSocket(`ws://127.0.0.1:${this.#options.serverPort()}${url}`, {
      headers: { ...own, ...this.#options.headers },
      perMessageDeflate: false,
    });
    this.#sockets.add(down).add(up);
    this.#strays.clear();
    const tamper = this.#tamper();
    const toClient = new Lane<string>(this.#gate, (packet) => {
      this.#down(packet);
      for (const one of tamper.pass(packet)) if (down.readyState === WebSocket.OPEN) down.send(one);
    });
    const toServer = new Lane<string>(this.#gate, (packet) => {
      for (const one of this.#up(packet)) if (up.readyState === WebSocket.OPEN) up.send(one);
    });
    const early: string[] = [];
    down.on('message', (data) => {
      const packet = textOf(data);
      if (up.readyState === WebSocket.CONNECTING) early.push(packet);
      else toServer.push(packet);
    });
    up.on('open', () => {
      this.#upstream = up;
      for (const packet of early) toServer.push(packet);
    });
    up.on('message', (data) => toClient.push(textOf(data)));
    for (const [socket, other] of [
      [up, down],
      [down, up],
    ] as const) {
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        // A frozen link does not tell of an end either.
        void this.#gate.pass().then(() => other.terminate());
      });
    }
  }

  async #poll(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(incoming);
    await this.#gate.pass();
    const body = asked.split(SEPARATOR).flatMap((packet) => this.#up(packet));
    const answer = await this.#ask(incoming, body.join(SEPARATOR));
    const packets = answer.body.split(SEPARATOR).flatMap((packet) => {
      this.#down(packet);
      return this.#pollTamper.pass(packet);
    });
    await this.#gate.pass();
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    // A poll has to bring something: 6 is Engine.IO's packet that says nothing.
    const text = packets.length === 0 ? '6' : packets.join(SEPARATOR);
    response.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(text) });
    response.end(text);
  }

  #ask(
    { url = '', method = 'GET', headers }: IncomingMessage,
    body: string,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      headers: IncomingHttpHeaders;
      body: string;
    }>();
    const { 'content-length': _, ...rest } = this.#headersOf(headers);
    const outgoing = forward(
      {
        host: '127.0.0.1',
        port: this.#options.serverPort(),
        path: url,
        method,
        agent: false,
        headers: {
          ...rest,
          connection: 'close',
          ...(method === 'POST' && { 'content-length': Buffer.byteLength(body) }),
        },
      },
      (answer) => {
        read(answer).then(
          (text) =>
            resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: text }),
          reject,
        );
      },
    );
    outgoing.on('socket', (socket) => this.#track(socket));
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? body : undefined);
    return promise;
  }
}

async function read(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function textOf(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}
