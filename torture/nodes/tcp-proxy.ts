import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Gate, Lane } from '../link/gate.ts';

/** The way of one node to a server that it needs: it can be cut, frozen and slow. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #gate = new Gate();
  #isCut = false;

  private constructor(targetPort: number) {
    this.#server = createServer({ noDelay: true }, (down) => this.#bridge(down, targetPort));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection, and every new one, until {@link heal}. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets nothing through, and breaks nothing. */
  stall(): void {
    this.#gate.shut();
  }

  delay(ms: number): void {
    this.#gate.slow(ms);
  }

  heal(): void {
    this.#isCut = false;
    this.#gate.open();
  }

  close(): void {
    this.cut();
    this.#gate.open();
    this.#server.close();
  }

  #bridge(down: Socket, targetPort: number): void {
    if (this.#isCut) {
      down.destroy();
      return;
    }
    const up = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    for (const [from, to] of [
      [down, up],
      [up, down],
    ] as const) {
      const lane = new Lane<Buffer>(this.#gate, (bytes) => {
        if (!to.destroyed) to.write(bytes);
      });
      this.#sockets.add(from);
      from.on('data', (bytes: Buffer) => lane.push(bytes));
      from.on('error', () => from.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        // The end comes after all that was said before, and as late.
        void this.#gate.pass().then(() => to.destroy());
      });
    }
  }
}
