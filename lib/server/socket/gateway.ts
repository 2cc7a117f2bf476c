import { setImmediate } from 'node:timers/promises';
import type { Board } from '#lib/board/board.ts';
import { wireError } from '#lib/protocol/errors.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Access, RightsChange } from '../access/access.ts';
import type { Rights } from '../access/rights.ts';
import type { RoomActs } from '../access/room-acts.ts';
import { REQUEST_ID_HEADER } from '../http/request-id.ts';
import type { RoomRegistry } from '../room/room-registry.ts';
import type { Audience, Room } from '../room/room.ts';
import { Cheers } from './cheers.ts';
import { Connection, type ConnectionDeps, type ScoreroomSocket } from './connection.ts';
import type { Crowd } from './crowd.ts';
import { Deadlines } from './deadlines.ts';
import { encodeEvent } from './direct-line.ts';
import { readHandshake } from './handshake.ts';
import { NO_OTHER_NODES, type OtherNodes } from './other-nodes.ts';
import { Presence } from './presence.ts';
import { Pulses } from './pulses.ts';
import { SlowReaders } from './slow-readers.ts';
import { connectionOf, tie } from './slim-socket.ts';
import { breakSpreadMs } from './spread.ts';
import type { ScoreroomServer } from './socket-server.ts';

/** Rights that end by themselves are looked for this often. */
const SWEEP_INTERVAL_MS = 1_000;
/** A browser whose device moved is given this long to learn of it before it comes back. */
const MOVE_DELAY_MS = 500;
/** Connections of a leaving server that are closed in one turn of the loop. */
const HANG_UP_BATCH = 250;

export interface GatewayOptions {
  readonly io: ScoreroomServer;
  readonly crowd: Crowd<Connection>;
  readonly registry: RoomRegistry;
  readonly access: Access;
  readonly acts: RoomActs;
  readonly rights: Rights;
  readonly limits: ConnectionDeps['limits'];
  readonly onTheirWay: ConnectionDeps['onTheirWay'];
  /** @default none */
  readonly others?: OtherNodes | undefined;
  /** The address under which people reach the server, where it is configured. */
  readonly publicUrl: string | null;
  readonly clock: Clock;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
  readonly onBug: ConnectionDeps['onBug'];
  readonly log: ConnectionDeps['log'];
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
  readonly #cheers: Cheers;
  readonly #slowReaders: SlowReaders;
  readonly #pulses: Pulses<Room>;
  /** Those who have not joined yet. */
  readonly #joins: Deadlines<Connection>;
  readonly #deps: ConnectionDeps;
  readonly #onDisconnect: (this: ScoreroomSocket) => void;
  readonly #stopListening: () => void;
  #cancelSweep: (() => void) | null = null;
  #rightsEnded = 0;
  #isDraining = false;
  #isLeaving = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { io, clock, others = NO_OTHER_NODES } = options;
    this.#presence = new Presence({
      clock,
      intervalMs: SERVER_TIMINGS.presenceIntervalMs,
      tell: (code, here) => io.to(code).emit('presence', { here }),
      others,
    });
    this.#cheers = new Cheers({
      clock,
      intervalMs: SERVER_TIMINGS.cheerIntervalMs,
      tell: (code, counts) => {
        io.to(code).emit('message', { kind: 'cheers', counts });
        others.tellCheers(code, counts);
      },
    });
    others.listen({
      people: (code) => this.#presence.changedElsewhere(code),
      cheers: (code, counts) => {
        io.to(code).emit('message', { kind: 'cheers', counts });
      },
    });
    this.#slowReaders = new SlowReaders({ clock, readers: () => options.crowd.all() });
    this.#joins = new Deadlines({
      clock,
      afterMs: TIMINGS.connectTimeoutMs,
      onOver: (connection) => connection.expectJoined(),
    });
    const { registry, access, acts, crowd, limits, onTheirWay, onBug, log } = options;
    this.#deps = {
      registry,
      access,
      acts,
      crowd,
      limits,
      onTheirWay,
      clock,
      onBug,
      log,
      presence: this.#presence,
      cheers: this.#cheers,
      rightsEnded: () => this.#rightsEnded,
      isDraining: () => this.#isDraining,
      isLeaving: () => this.#isLeaving,
    };
    const leave = (socket: ScoreroomSocket) => this.#left(socket);
    this.#onDisconnect = function (this: ScoreroomSocket) {
      leave(this);
    };
    this.#stopListening = options.rights.subscribe((change) => this.#end(change));
    io.use((socket, next) => next(this.#refusal(socket) ?? undefined));
    io.on('connection', (socket) => this.#accept(socket));
    this.#pulses = new Pulses({
      clock,
      intervalMs: TIMINGS.pulseIntervalMs,
      rooms: () => registry.rooms(),
      tell: (room) => this.#pulse(room),
    });
    this.#sweep();
  }

  /**
   * Sends everyone away, each after a random part of `spreadMs` of their own, so that they do not all come back at once.
   * Joins are refused from now on; taps are still taken until {@link refuseAll}.
   */
  drain(spreadMs: number): void {
    this.#isDraining = true;
    for (const socket of this.#options.io.sockets.sockets.values()) {
      socket.emit('drain', { delayMs: Math.floor(this.#options.random() * spreadMs) });
    }
  }

  /** Refuses whatever is asked from now on: it stays with whoever asked. What was asked before is answered. */
  refuseAll(): void {
    this.#isLeaving = true;
  }

  /** Clients in rooms. */
  get people(): number {
    return this.#presence.people;
  }

  /** Ends every connection. May be called twice. */
  async close(): Promise<void> {
    this.#pulses.close();
    this.#cancelSweep?.();
    this.#cancelSweep = null;
    this.#stopListening();
    await this.#hangUp();
    await this.#options.io.close();
    this.#presence.close();
    this.#cheers.close();
    this.#slowReaders.close();
    this.#joins.close();
  }

  /** In batches, so that what is said to some leaves before the next are ended. */
  async #hangUp(): Promise<void> {
    const sockets = [...this.#options.io.sockets.sockets.values()];
    for (let first = 0; first < sockets.length; first += HANG_UP_BATCH) {
      for (const socket of sockets.slice(first, first + HANG_UP_BATCH)) socket.disconnect(true);
      await setImmediate();
    }
  }

  #refusal(socket: ScoreroomSocket): HandshakeError | null {
    if (this.#connected.has(socket.conn)) {
      // A client has no use for a second one: it would come with limits of its own.
      socket.conn.close();
      return new HandshakeError(wireError('already_joined'));
    }
    this.#connected.add(socket.conn);
    if (this.#isDraining) return new HandshakeError(wireError('draining', { retryAfterMs: 1_000 }));
    const handshake = readHandshake(socket, this.#options.publicUrl);
    return handshake.ok ? null : new HandshakeError(handshake.error);
  }

  #accept(socket: ScoreroomSocket): void {
    const handshake = readHandshake(socket, this.#options.publicUrl);
    if (!handshake.ok) {
      socket.disconnect(true);
      return;
    }
    const requestId = socket.handshake.headers[REQUEST_ID_HEADER];
    this.#options.log.debug({ connectionId: socket.id, requestId }, 'connected');
    const connection = new Connection(socket, handshake.value, this.#deps);
    this.#joins.begin(connection);
    tie(socket, connection);
    socket.on('disconnect', this.#onDisconnect);
  }

  #left(socket: ScoreroomSocket): void {
    const connection = connectionOf(socket);
    this.#joins.end(connection);
    connection.close();
    this.#options.log.debug({ connectionId: socket.id }, 'disconnected');
    // A connection that could CONNECT anew would come back with its limits unspent.
    socket.conn.close();
  }

  /** Ends what rested on rights that are no more. */
  #end(change: RightsChange): void {
    this.#rightsEnded += 1;
    const { crowd, onBug } = this.#options;
    switch (change.kind) {
      case 'link-revoked': {
        const message = 'The link that you came by was taken back.';
        for (const connection of crowd.all()) {
          if (connection.seat?.visit.linkIds.includes(change.linkId) === true)
            connection.cut(wireError('access_revoked', { message }));
        }
        return;
      }
      case 'room-closed': {
        const message = 'This room was closed.';
        for (const connection of crowd.in(change.code))
          connection.cut(wireError('access_revoked', { message }));
        return;
      }
      case 'admin-signed-out':
        for (const connection of crowd.all())
          if (connection.seat?.visit.isAdmin === true) connection.renew().catch(onBug);
        return;
      case 'device-moved':
        for (const connection of crowd.all()) {
          if (connection.seat?.visit.actor.device === change.device)
            connection.sendAround(MOVE_DELAY_MS, SERVER_TIMINGS.revokeWithinMs);
        }
        return;
      default:
        unreachable(change);
    }
  }

  /** Ends what has ended by itself. An admin's session goes on while it is used, so it is looked at again. */
  #sweep(): void {
    const { crowd, clock, onBug } = this.#options;
    this.#cancelSweep = clock.after(SWEEP_INTERVAL_MS, () => {
      const now = clock.now();
      for (const connection of crowd.all()) {
        const visit = connection.seat?.visit;
        if (visit === undefined || visit.expiresAt === null || visit.expiresAt > now) continue;
        if (visit.isAdmin) connection.renew().catch(onBug);
        else {
          const message = 'The link that you came by has ended.';
          connection.cut(wireError('access_revoked', { message }));
        }
      }
      this.#sweep();
    });
  }

  #pulse({ code, board }: Room): void {
    const { io, crowd, clock } = this.#options;
    const spreadMs = breakSpreadMs(io.engine.clientsCount);
    const { epoch, version } = board;
    const pulse = { epoch, version, now: clock.now(), ...(spreadMs !== null && { spreadMs }) };
    const news = encodeEvent('pulse', pulse);
    for (const connection of crowd.in(code)) connection.hear(news);
  }
}

export interface AudienceOptions {
  readonly io: ScoreroomServer;
  readonly crowd: Crowd<Connection>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hears how many a delta was written to, and how long that took. */
  readonly onTold: (viewers: number, ms: number) => void;
}

/** Everyone in a room, over Socket.IO: each message is encoded once for all of them. */
export function createAudience({ io, crowd, clock, onTold }: AudienceOptions): Audience {
  return {
    delta(code, delta) {
      const from = clock.monotonic();
      const news = encodeEvent('delta', delta);
      const viewers = crowd.in(code);
      for (const connection of viewers) connection.hear(news);
      onTold(viewers.length, clock.monotonic() - from);
    },
    snapshot: (code, snapshot) => void io.to(code).emit('snapshot', snapshot),
    announce: (code, text) => void io.to(code).emit('message', { kind: 'announcement', text }),
    claims: (code, board) => tellClaims(crowd.in(code), board),
  };
}

function tellClaims(connections: Iterable<Connection>, board: Board): void {
  const claims = claimsOf(board);
  for (const connection of connections) {
    const device = connection.seat?.visit.actor.device ?? '';
    connection.tellPlayer(claims.get(device) ?? null);
  }
}

/** Which player each device plays as. */
function claimsOf({ players }: Board): Map<string, number> {
  const claims = new Map<string, number>();
  for (const { id, claimedBy } of players.values())
    if (claimedBy !== null) claims.set(claimedBy, id);
  return claims;
}
