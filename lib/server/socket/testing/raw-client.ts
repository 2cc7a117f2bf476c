import { connect as connectTcp } from 'node:net';
import { WebSocket } from 'ws';

const WEB_SOCKET = '/socket.io/?EIO=4&transport=websocket';
const POLLING = '/socket.io/?EIO=4&transport=polling';

/** How a connection ended. */
export interface Ending {
  readonly code: number;
}

/** A WebSocket on which a test sends what no client library would. */
export class RawWebSocket {
  readonly socket: WebSocket;
  /** Text messages that have come, the first one first. */
  readonly heard: string[] = [];
  readonly ended: Promise<Ending>;

  private constructor(url: string) {
    this.socket = new WebSocket(url.replace('http', 'ws') + WEB_SOCKET);
    this.ended = new Promise((resolve) => this.socket.on('close', (code) => resolve({ code })));
    this.socket.on('message', (data: Buffer) => this.heard.push(data.toString()));
    // What goes wrong is seen by the end of the connection.
    this.socket.on('error', () => {});
  }

  /** Resolves when the server has taken it. */
  static async open(url: string): Promise<RawWebSocket> {
    const raw = new RawWebSocket(url);
    await new Promise((resolve) => raw.socket.once('message', resolve));
    return raw;
  }

  send(...messages: readonly string[]): void {
    for (const message of messages) this.socket.send(message);
  }
}

/** A session over long polling, by plain requests. */
export class RawPolling {
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  static async open(url: string): Promise<RawPolling> {
    const answer = await fetch(url + POLLING);
    const { sid } = JSON.parse((await answer.text()).slice(1)) as { sid: string };
    return new RawPolling(`${url}${POLLING}&sid=${sid}`);
  }

  /** @returns the status of the answer, or null where the line was cut instead */
  async post(body: string, type = 'text/plain;charset=UTF-8'): Promise<number | null> {
    const request = { method: 'POST', body, headers: { 'content-type': type } };
    return fetch(this.#address, request).then(
      ({ status }) => status,
      () => null,
    );
  }

  /** @returns the status of the answer to one poll */
  async poll(): Promise<number> {
    return (await fetch(this.#address)).status;
  }
}

/** The status of the answer to a request to upgrade, with any header. */
export function upgradeStatus(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  path: string = WEB_SOCKET,
): Promise<number> {
  const { hostname, port } = new URL(url);
  const lines = Object.entries({
    Host: `${hostname}:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: hostname, port: Number(port) });
    socket.on('error', reject);
    socket.once('data', (data: Buffer) => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1] ?? 0));
    });
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  });
}
