import { wireError } from '#lib/protocol/errors.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { handshakeAuthSchema } from '#lib/protocol/messages.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { RoomRegistry } from '../room/room-registry.ts';
import type { Audience } from '../room/room.ts';
import { Connection, type ScoreroomSocket } from './connection.ts';
import { Presence } from './presence.ts';
import type { ScoreroomServer } from './socket-server.ts';

export interface GatewayOptions {
  readonly io: ScoreroomServer;
  readonly registry: RoomRegistry;
  readonly clock: Clock;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
  readonly onBug: (error: unknown) => void;
}

/** Refuses a CONNECT with an error that programs can read. */
class HandshakeError extends Error {
  readonly data: ReturnType<typeof wireError>;

  constructor(data: ReturnType<typeof wireError>) {
    super(data.message);
    this.data = data;
  }
}

/** The socket side of the server: seats connections in rooms, and keeps everyone's pulse. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #presence: Presence;
  /** Connections that have sent their CONNECT: each has one. */
  readonly #connected = new WeakSet<object>();
  #cancelPulse: (() => void) | null = null;
  #isDraining = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { io, clock } = options;
    this.#presence = new Presence({
      clock,
      intervalMs: TIMINGS.presenceIntervalMs,
      tell: (code, here) => io.to(code).emit('presence', { here }),
    });
    io.use((socket, next) => next(this.#refusal(socket) ?? undefined));
    io.on('connection', (socket) => this.#accept(socket));
    this.#pulse();
  }

  /**
   * Sends everyone away, each after a random part of `spreadMs` of their own, so that they do not all come back at once.
   * Joins are refused from now on; taps are still taken until {@link close}.
   */
  drain(spreadMs: number): void {
    this.#isDraining = true;
    for (const socket of this.#options.io.sockets.sockets.values()) {
      socket.emit('drain', { delayMs: Math.floor(this.#options.random() * spreadMs) });
    }
  }

  /** Ends every connection. May be called twice. */
  async close(): Promise<void> {
    this.#cancelPulse?.();
    this.#cancelPulse = null;
    this.#options.io.disconnectSockets(true);
    await this.#options.io.close();
    this.#presence.close();
  }

  #refusal(socket: ScoreroomSocket): HandshakeError | null {
    if (this.#connected.has(socket.conn)) {
      // A client has no use for a second one: it would come with limits of its own.
      socket.conn.close();
      return new HandshakeError(wireError('already_joined'));
    }
    this.#connected.add(socket.conn);
    if (this.#isDraining) return new HandshakeError(wireError('draining', { retryAfterMs: 1_000 }));
    const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
    if (auth.success && auth.data.protocol === PROTOCOL_VERSION) return null;
    const message = `This server speaks protocol ${PROTOCOL_VERSION}: send it as auth.protocol.`;
    return new HandshakeError(wireError('protocol_version', { message }));
  }

  #accept(socket: ScoreroomSocket): void {
    const { registry, clock, onBug } = this.#options;
    const connection = new Connection(socket, {
      registry,
      clock,
      onBug,
      presence: this.#presence,
      isDraining: () => this.#isDraining,
    });
    const cancelDeadline = clock.after(TIMINGS.connectTimeoutMs, () => {
      if (!connection.hasJoined) socket.disconnect(true);
    });
    socket.onAny((event: string, ...args: unknown[]) => connection.receive(event, args));
    socket.on('disconnect', () => {
      cancelDeadline();
      connection.close();
      // A connection that could CONNECT anew would come back with its limits unspent.
      socket.conn.close();
    });
    // The request of the handshake is not needed any more, and holds some kilobytes.
    (socket.conn as { request: unknown }).request = null;
  }

  #pulse(): void {
    const { io, registry, clock } = this.#options;
    this.#cancelPulse = clock.after(TIMINGS.pulseIntervalMs, () => {
      const now = clock.now();
      for (const { code, board } of registry.rooms()) {
        io.to(code).emit('pulse', { epoch: board.epoch, version: board.version, now });
      }
      this.#pulse();
    });
  }
}

/** Everyone in a room, over Socket.IO: each message is encoded once for all of them. */
export function createAudience(io: ScoreroomServer): Audience {
  return {
    delta: (code, delta) => void io.to(code).emit('delta', delta),
    snapshot: (code, snapshot) => void io.to(code).emit('snapshot', snapshot),
  };
}
