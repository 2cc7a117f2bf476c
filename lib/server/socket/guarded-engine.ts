import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  Server as Engine,
  type ErrorCallback,
  type ServerOptions,
  type Transport,
} from 'engine.io';
import { boundPolling } from './bound-polling.ts';
import { GuardedEngineSocket, type PacketGuard } from './guarded-engine-socket.ts';
import { WebSocketTransport } from './web-socket-transport.ts';

type Request = ConstructorParameters<typeof WebSocketTransport>[0] & IncomingMessage;
type TransportName = 'websocket' | 'polling' | 'webtransport';

export interface EngineGuard extends Pick<PacketGuard, 'clock' | 'onFlood'> {
  readonly onOpened: (connection: GuardedEngineSocket, request: IncomingMessage) => void;
  readonly onClosed: (connection: GuardedEngineSocket) => void;
}

/** Engine.IO with sockets and transports of our own, which are guarded and small. */
export class GuardedEngine extends Engine {
  readonly #guard: EngineGuard;
  readonly #packetGuard: PacketGuard;

  constructor(options: ServerOptions, guard: EngineGuard) {
    super(options);
    this.#guard = guard;
    const { clock, onFlood } = guard;
    this.#packetGuard = { clock, onFlood, onClosed: (...closed) => this.#forget(...closed) };
  }

  /** The connection with this id; null where there is none. */
  connection(sid: string): GuardedEngineSocket | null {
    const clients = this.clients as unknown as Record<string, GuardedEngineSocket>;
    return Object.hasOwn(clients, sid) ? (clients[sid] ?? null) : null;
  }

  override handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const before = new Set(socket.rawListeners('close'));
    super.handleUpgrade(request, socket, head);
    // Engine.IO makes a response for each upgrade and tells it when the line closes: with it the request, its headers and the
    // secrets in them would stay for as long as the connection. Nobody asks that response anything.
    const tellResponse = socket.rawListeners('close').find((each) => !before.has(each));
    if (tellResponse !== undefined) socket.removeListener('close', tellResponse);
  }

  protected override createTransport(name: TransportName, request: Request): Transport {
    if (name === 'websocket') return new WebSocketTransport(request);
    const transport = super.createTransport(name, request);
    const { maxHttpBufferSize, httpCompression } = this.opts;
    boundPolling(Object.assign(transport, { maxHttpBufferSize, httpCompression }));
    return transport;
  }

  // As Engine.IO does it, without what serves cookies, older protocols and listeners that nobody has.
  protected override async handshake(
    name: TransportName,
    request: Request,
    refuse: ErrorCallback,
  ): Promise<Transport | undefined> {
    let transport: Transport;
    let id: string;
    try {
      id = await this.generateId(request);
      transport = this.createTransport(name, request);
    } catch {
      refuse(Engine.errors.BAD_REQUEST);
      return undefined;
    }
    const connection = new GuardedEngineSocket(
      { id, engine: this, transport, request },
      this.#packetGuard,
    );
    transport.onRequest(request);
    (this.clients as Record<string, unknown>)[id] = connection;
    this.clientsCount += 1;
    this.#guard.onOpened(connection, request);
    this.emit('connection', connection);
    return transport;
  }

  #forget(connection: GuardedEngineSocket, id: string): void {
    if (this.connection(id) !== connection) return;
    delete this.clients[id];
    this.clientsCount -= 1;
    this.#guard.onClosed(connection);
  }
}
