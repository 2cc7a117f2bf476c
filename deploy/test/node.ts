import { ADDRESS_HEADER } from '#lib/server/access/credentials.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';

interface Opened {
  readonly request: { readonly headers: Readonly<Record<string, unknown>> };
}

/** The server with its own data, which notes what a balancer sends it. */
export class Node {
  readonly server: TestServer;
  /** Who opened sessions here, as the server believes it. */
  readonly senders: string[] = [];
  readonly #state: { isReady: boolean; requests: number };

  private constructor(server: TestServer, state: { isReady: boolean; requests: number }) {
    this.server = server;
    this.#state = state;
    server.runtime.sockets.io.engine.on('connection', ({ request }: Opened) => {
      this.senders.push(String(request.headers[ADDRESS_HEADER]));
    });
  }

  static async start(): Promise<Node> {
    const state = { isReady: true, requests: 0 };
    const debug = (fields: object) => {
      if ('route' in fields && fields.route === 'socket') state.requests += 1;
    };
    const server = await startTestServer({
      isReady: () => state.isReady,
      log: { debug },
      limits: { trustedProxies: ['127.0.0.1'], unmeteredAddresses: ['127.0.0.0/8'] },
    });
    return new Node(server, state);
  }

  /** As a balancer is told of it. */
  get place(): string {
    return new URL(this.server.url).host;
  }

  /** Requests of sessions that it has answered. */
  get requests(): number {
    return this.#state.requests;
  }

  /** Whether it has the session with this id of Engine.IO. */
  has(id: string): boolean {
    // Its types keep them to themselves.
    const { clients } = this.server.runtime.sockets.io.engine as unknown as { clients: object };
    return Object.hasOwn(clients, id);
  }

  /** What `/readyz` says from now on. */
  setReady(isReady: boolean): void {
    this.#state.isReady = isReady;
  }
}
