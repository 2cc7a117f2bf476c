import type { EventEmitter } from 'node:events';
import { Transport, type Socket as EngineSocket } from 'engine.io';
import { GuardedWebSocket, type WebSocketListener } from './guarded-web-socket.ts';

type Request = ConstructorParameters<typeof Transport>[0] & { readonly websocket?: unknown };
type Packet = Parameters<Transport['send']>[0][number];

/** What `ws` has and its types do not know: the frame was made by the adapter, once for everyone. */
interface FrameSender {
  readonly _sender: {
    sendFrame(frame: readonly Buffer[], done: Sent | undefined): void;
  };
}
type Sent = (error?: Error | null) => void;

/** The Engine.IO socket whose transport this is, as far as a transport tells it of what happens. */
export interface TransportOwner {
  onPacket(packet: Packet): void;
  onDrain(): void;
  flush(): void;
  onError(error: Error): void;
  onClose(reason: string): void;
}

/**
 * Engine.IO's transport over WebSockets, in a fraction of its memory: it tells its owner what happens by plain calls, where
 * the library's own makes some fifteen listeners for each connection. To the outside it is the same.
 */
export class WebSocketTransport extends Transport implements WebSocketListener {
  readonly socket: GuardedWebSocket;
  /** Null while it is only tried out for an upgrade: then listeners are told. */
  owner: TransportOwner | null = null;
  readonly #sent: Sent;

  constructor(request: Request) {
    super(request);
    if (!(request.websocket instanceof GuardedWebSocket)) throw new Error('no WebSocket of ours');
    this.socket = request.websocket;
    this.socket.listener = this;
    forgetListeners(this.socket);
    forgetListeners(this);
    this.writable = true;
    this.#sent = (error) => this.#onSent(error);
  }

  override get name(): string {
    return 'websocket';
  }

  override send(packets: readonly Packet[]): void {
    this.writable = false;
    const last = packets.length - 1;
    for (const [index, packet] of packets.entries()) {
      // Where one fails, so does the last.
      const done = index === last ? this.#sent : undefined;
      const frame = preparedFrame(packet);
      if (frame !== undefined) {
        (this.socket as unknown as FrameSender)._sender.sendFrame(frame, done);
      } else {
        this.parser.encodePacket(packet, this.supportsBinary, (data: string | Buffer) =>
          this.socket.send(data, done),
        );
      }
    }
  }

  override doClose(done?: () => void): void {
    this.socket.close();
    done?.();
  }

  hear(data: Buffer, isBinary: boolean): void {
    this.onData(isBinary ? data : data.toString());
  }

  closed(): void {
    this.onClose();
  }

  failed(error: Error): void {
    this.onError(error.message);
  }

  protected override onPacket(packet: Packet): void {
    if (this.owner === null) super.onPacket(packet);
    else this.owner.onPacket(packet);
  }

  protected override onError(message: string, description?: unknown): void {
    if (this.owner === null) super.onError(message, description);
    else {
      this.owner.onError(
        Object.assign(new Error(message), { type: 'TransportError', description }),
      );
    }
  }

  protected override onClose(): void {
    super.onClose();
    this.owner?.onClose('transport close');
  }

  #onSent(error?: Error | null): void {
    if (error) {
      this.onError('write error', error.stack);
      return;
    }
    this.owner?.onDrain();
    this.writable = true;
    this.owner?.flush();
  }
}

/** Nobody listens to these two, and an empty table of listeners takes as much room as a full one. Node makes another. */
function forgetListeners(emitter: EventEmitter): void {
  Object.assign(emitter, { _events: undefined, _eventsCount: 0 });
}

function preparedFrame({ options }: Packet): readonly Buffer[] | undefined {
  return (options as { readonly wsPreEncodedFrame?: readonly Buffer[] } | undefined)
    ?.wsPreEncodedFrame;
}

/** The WebSocket of an Engine.IO socket; null where its transport is another. */
export function webSocketOf({
  transport,
}: Pick<EngineSocket, 'transport'>): GuardedWebSocket | null {
  return transport instanceof WebSocketTransport ? transport.socket : null;
}
