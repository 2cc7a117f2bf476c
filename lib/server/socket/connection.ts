import type { Socket } from 'socket.io';
import { ScoreroomError, toWireError, wireError, type WireError } from '#lib/protocol/errors.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '#lib/protocol/events.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import {
  actSchema,
  cheerSchema,
  clockSchema,
  joinSchema,
  pushSchema,
  syncSchema,
  type Act,
  type ActAck,
  type Cheer,
  type ClockAck,
  type Join,
  type JoinAck,
  type Message,
  type MessageAck,
  type Push,
  type PushAck,
  type Sync,
  type SyncAck,
} from '#lib/protocol/messages.ts';
import { permissionOf } from '#lib/board/permission.ts';
import { playerOfDevice } from '#lib/board/player-of-device.ts';
import type { Role } from '#lib/protocol/roles.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Access, Credentials } from '../access/access.ts';
import type { RoomActs } from '../access/room-acts.ts';
import { parseAs } from '../http/parse-as.ts';
import type { Limits } from '../limits/limits.ts';
import type { RoomLease, RoomRegistry } from '../room/room-registry.ts';
import type { Cheers } from './cheers.ts';
import { ConnectionMeters } from './connection-meters.ts';
import type { Crowd, Seat } from './crowd.ts';
import { tell, type Encoded } from './direct-line.ts';
import type { OnTheirWay } from './on-their-way.ts';
import type { Presence } from './presence.ts';
import { pushAnswer } from './push-answer.ts';
import type { Reader } from './slow-readers.ts';
import { unreadBytesOf } from './unread-bytes.ts';

export type ScoreroomSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

/** For those who want to know everything. */
export interface DetailLog {
  debug(fields: object, message: string): void;
}

export interface ConnectionDeps {
  readonly registry: RoomRegistry;
  readonly access: Access;
  readonly acts: RoomActs;
  readonly crowd: Crowd<Connection>;
  readonly presence: Presence;
  readonly onTheirWay: Pick<OnTheirWay, 'note'>;
  readonly cheers: Cheers;
  readonly limits: Pick<Limits, 'assertNotBusy' | 'connections' | 'takeMutations' | 'settings'>;
  readonly clock: Clock;
  /** How many times anybody's rights have ended: a number to compare with an earlier one. */
  readonly rightsEnded: () => number;
  /** Whether nobody new is let in. */
  readonly isDraining: () => boolean;
  /** Whether nothing is taken any more. */
  readonly isLeaving: () => boolean;
  /** Hears of a bug, and on which connection it was met. */
  readonly onBug: (error: unknown, about?: { readonly connectionId: string }) => void;
  readonly log: DetailLog;
}

type Answer = JoinAck | PushAck | ActAck | SyncAck | ClockAck | MessageAck;
type Ack = (answer: Answer) => void;

/** How long a goodbye may take to leave before the line is cut. */
const GOODBYE_MS = 1_000;

/**
 * One connection of one client: parses, meters and answers what it sends.
 * A bad message is answered and changes nothing; a connection that sends little else is closed; nothing ends the process.
 */
export class Connection implements Reader {
  readonly #socket: ScoreroomSocket;
  readonly #deps: ConnectionDeps;
  readonly #meters: ConnectionMeters;
  readonly #credentials: Credentials;
  #seat: Seat | null = null;
  #lease: RoomLease | null = null;
  /** The player that this connection was last told to be. */
  #player: number | null = null;
  #isJoining = false;
  #isPassedOver = false;
  #isClosed = false;
  #badMessages = 0;

  constructor(socket: ScoreroomSocket, credentials: Credentials, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#credentials = credentials;
    this.#deps = deps;
    this.#meters = new ConnectionMeters(deps.clock);
  }

  /** Where this connection sits; null before it has joined, and after it has left. */
  get seat(): Seat | null {
    return this.#seat;
  }

  get unreadBytes(): number {
    return unreadBytesOf(this.#socket.conn);
  }

  /** Says what is said to all in the room, unless news go past this one. */
  hear(news: Encoded): void {
    if (!this.#isPassedOver) tell(this.#socket.conn, news);
  }

  passOver(): void {
    if (this.#seat === null) return;
    this.#isPassedOver = true;
    void this.#socket.leave(this.#seat.room.code);
  }

  catchUp(): void {
    if (this.#seat === null) return;
    this.#isPassedOver = false;
    const { room } = this.#seat;
    void this.#socket.join(room.code);
    try {
      this.#socket.emit('snapshot', room.snapshot());
    } catch {
      // The board is not known for now: by the next news the client finds what it lacks, and asks for it.
    }
  }

  cutOff(): void {
    this.close();
    this.#socket.conn.close(true);
  }

  /** Takes one event as it came: its name, then a payload and an acknowledgement if its sender kept to the protocol. */
  receive(event: string, args: readonly unknown[]): void {
    const last = args.at(-1);
    if (typeof last !== 'function') {
      this.#refuse(
        wireError('ack_required', {
          message: `Send "${printable(event)}" with an acknowledgement.`,
        }),
      );
      return;
    }
    if (this.unreadBytes > SERVER_LIMITS.unreadBytes) {
      // Whoever asks and does not read the answers would have them all kept here.
      this.cutOff();
      return;
    }
    const ack = last as Ack;
    this.#dispatch(event, args, ack).catch((thrown: unknown) => {
      if (!(thrown instanceof ScoreroomError)) this.#deps.onBug(thrown, this.#name);
      this.#refuse(toWireError(thrown), ack);
    });
  }

  close(): void {
    this.#isClosed = true;
    const seat = this.#seat;
    this.#seat = null;
    if (seat === null) return;
    const { crowd, presence } = this.#deps;
    const { code } = seat.room;
    crowd.leave(code, this);
    presence.leave(code, seat.clientId);
    this.#lease?.release();
    this.#lease = null;
  }

  /** Hangs up on who has not joined: the time for it is over. */
  expectJoined(): void {
    if (this.#seat === null) this.#socket.disconnect(true);
  }

  /** Tells of a change of who this is, where there is one. */
  tellPlayer(player: number | null): void {
    if (this.#seat === null || player === this.#player) return;
    this.#player = player;
    this.#socket.emit('you', { role: this.#seat.visit.actor.role, player });
  }

  /** Takes all rights away at this moment, says why, and hangs up. */
  cut(error: WireError): void {
    this.#deps.log.debug({ ...this.#name, kind: error.kind }, 'cut off');
    this.close();
    this.#socket.emit('problem', error);
    this.#hangUp();
  }

  /** Sends the client away for a moment: it comes back with what it holds by then. */
  sendAround(delayMs: number, withinMs: number): void {
    this.#socket.emit('drain', { delayMs });
    this.#deps.clock.after(withinMs, () => {
      this.close();
      this.#hangUp();
    });
  }

  /** Looks again whether the rights still hold as they were given; cuts the connection where they do not. */
  async renew(): Promise<void> {
    const seat = this.#seat;
    if (seat === null) return;
    const { role } = seat.visit.actor;
    const { room, clientId } = seat;
    const renewed = await this.#deps.access.visit(room, this.#credentials).catch(() => null);
    if (this.#seat !== seat) return;
    if (renewed?.actor.role === role) this.#seat = { room, clientId, visit: renewed };
    else this.cut(wireError('access_revoked'));
  }

  #hangUp(): void {
    this.#socket.disconnect(true);
    // Whoever does not read the goodbye is cut off without one.
    this.#deps.clock.after(GOODBYE_MS, () => this.#socket.conn.close(true));
  }

  async #dispatch(event: string, args: readonly unknown[], ack: Ack): Promise<void> {
    if (args.length !== 2) {
      throw new ScoreroomError('invalid_message', {
        message: 'Send one payload and an acknowledgement.',
      });
    }
    const payload = args[0];
    if (this.#deps.isLeaving()) throw new ScoreroomError('draining', { retryAfterMs: 1_000 });
    if (event === 'push') {
      this.#push(parseAs(pushSchema, payload), ack);
      return;
    }
    this.#meters.takeEvent();
    switch (event) {
      case 'join':
        return this.#join(parseAs(joinSchema, payload), ack);
      case 'act':
        return this.#act(parseAs(actSchema, payload), ack);
      case 'sync':
        return this.#sync(parseAs(syncSchema, payload), ack);
      case 'clock':
        parseAs(clockSchema, payload);
        return ack({ ok: true, now: this.#deps.clock.now() });
      case 'message':
        return this.#cheer(parseAs(cheerSchema, payload), ack);
      default:
        throw new ScoreroomError('unknown_event', {
          message: `There is no event "${printable(event)}".`,
        });
    }
  }

  async #join(join: Join, ack: Ack): Promise<void> {
    if (this.#deps.isDraining()) throw new ScoreroomError('draining', { retryAfterMs: 1_000 });
    if (this.#seat !== null || this.#isJoining) throw new ScoreroomError('already_joined');
    this.#deps.limits.assertNotBusy();
    this.#isJoining = true;
    try {
      // Where rights have ended meanwhile they may have been these, and a room that was left is another now: then ask again.
      while (!this.#isClosed && this.#seat === null) await this.#tryToEnter(join, ack);
    } finally {
      this.#isJoining = false;
    }
  }

  async #tryToEnter(join: Join, ack: Ack): Promise<void> {
    const lease = await this.#deps.registry.acquire(join.room);
    if (lease === null) {
      throw new ScoreroomError('room_not_found', { message: `There is no room ${join.room}.` });
    }
    try {
      await this.#enter(lease, join, ack);
    } finally {
      if (this.#lease !== lease) lease.release();
    }
  }

  async #enter(lease: RoomLease, join: Join, ack: Ack): Promise<void> {
    const { access, presence, crowd, limits, clock, rightsEnded } = this.#deps;
    const { room } = lease;
    const { clientId, pin = null, waiting = 0, ...position } = join;
    const asOf = rightsEnded();
    const visit = await access.enter(room, { ...this.#credentials, pin });
    let isFull = false;
    await room.welcome(clientId, position, (welcome, missed) => {
      if (this.#isClosed || room.isLeaving || rightsEnded() !== asOf) return;
      isFull = this.#isFull(room.code, visit.actor.role);
      if (isFull) return;
      this.#seat = { room, clientId, visit };
      this.#lease = lease;
      this.#player = playerOfDevice(room.board, visit.actor.device)?.id ?? null;
      const here = presence.enter(room.code, clientId);
      crowd.enter(room.code, this);
      this.#deps.onTheirWay.note(room.code, visit.actor.device, waiting);
      limits.connections.joined(this.#socket.conn);
      void this.#socket.join(room.code);
      this.#deps.log.debug({ ...this.#name, room: room.code, role: visit.actor.role }, 'joined');
      const you = { role: visit.actor.role, player: this.#player };
      ack({ ok: true, ...welcome, you, here, now: clock.now() });
      if (missed !== null) this.#socket.emit('delta', missed);
      this.#socket.emit('message', greeting(room.board.name));
    });
    if (isFull) throw roomIsFull();
  }

  #push({ clientId, mutations, waiting = 0 }: Push, ack: Ack): void {
    const { room, visit } = this.#seated();
    this.#deps.onTheirWay.note(room.code, visit.actor.device, waiting);
    this.#meters.takeMutations(mutations.length);
    const gap = mutations.findIndex(({ id }, index) => id !== (mutations[0]?.id ?? 0) + index);
    if (gap !== -1) {
      throw new ScoreroomError('invalid_message', {
        message: 'The ids in a push must count up one by one.',
      });
    }
    this.#deps.limits.takeMutations(room, mutations.length);
    room.push(visit.actor, clientId, mutations, (outcome) => {
      ack(outcome.ok ? pushAnswer(outcome.value) : { ok: false, error: outcome.error.wire });
    });
  }

  #sync(position: Sync, ack: Ack): void {
    ack({ ok: true, ...this.#seated().room.catchUp(position) });
  }

  async #act({ key, action }: Act, ack: Ack): Promise<void> {
    const { room, visit, clientId } = this.#seated();
    const options = { clientId, ...(key !== undefined && { key }) };
    const { version, generation, duplicate, players } = await this.#deps.acts.act(
      { room, visit, action },
      options,
    );
    ack({ ok: true, version, generation, duplicate, players: [...players] });
  }

  #cheer({ emoji }: Cheer, ack: Ack): void {
    const { room, visit } = this.#seated();
    if (permissionOf(visit.actor.role, 'cheer') !== 'yes') throw new ScoreroomError('not_allowed');
    if (!room.board.settings.cheers) {
      throw new ScoreroomError('not_allowed', { message: 'The host has turned cheers off.' });
    }
    this.#meters.takeCheer();
    this.#deps.cheers.add(room.code, emoji);
    ack({ ok: true });
  }

  /** Those who run a room always find a place in it, whoever has filled it. */
  #isFull(code: string, role: Role): boolean {
    const { crowd, limits } = this.#deps;
    if (role === 'host' || role === 'scorekeeper') return false;
    return crowd.count(code) >= limits.settings.maxConnectionsPerRoom;
  }

  /** As the log calls it. It is Socket.IO's public id, and so costs nothing to keep; Engine.IO's would be a secret. */
  get #name() {
    return { connectionId: this.#socket.id };
  }

  #seated(): Seat {
    if (this.#seat === null) throw new ScoreroomError('not_joined');
    return this.#seat;
  }

  #refuse(error: WireError, ack?: Ack): void {
    if (ack === undefined) this.#socket.emit('problem', error);
    else ack({ ok: false, error });
    if (error.retryable) return;
    this.#badMessages += 1;
    if (this.#badMessages > SERVER_LIMITS.badMessages) this.#socket.disconnect(true);
  }
}

function roomIsFull(): ScoreroomError {
  return new ScoreroomError('rate_limited', {
    message: 'This room has as many connections as it can take. Try again in a moment.',
    retryAfterMs: 10_000,
  });
}

function greeting(roomName: string): Message {
  return { kind: 'greeting', text: `Welcome to ${roomName}!` };
}

/** An event's name as it may stand in an answer. */
function printable(event: string): string {
  return String(event).slice(0, 40);
}
