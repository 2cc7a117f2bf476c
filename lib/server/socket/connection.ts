import type { Socket } from 'socket.io';
import type * as z from 'zod/mini';
import { ScoreroomError, toWireError, wireError, type WireError } from '#lib/protocol/errors.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '#lib/protocol/events.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import {
  cheerSchema,
  clockSchema,
  joinSchema,
  pushSchema,
  syncSchema,
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
import type { Clock } from '#lib/shared/clock.ts';
import type { RoomLease, RoomRegistry } from '../room/room-registry.ts';
import type { PushVerdicts } from '../room/verdict.ts';
import { describeIssues } from '../http/describe-issues.ts';
import type { Presence } from './presence.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';

export type ScoreroomSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

export interface ConnectionDeps {
  readonly registry: RoomRegistry;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly isDraining: () => boolean;
  readonly onBug: (error: unknown) => void;
}

type Answer = JoinAck | PushAck | SyncAck | ClockAck | MessageAck;
type Ack = (answer: Answer) => void;

interface Seat {
  readonly lease: RoomLease;
  readonly clientId: string;
}

/**
 * One connection of one client: parses, meters and answers what it sends.
 * A bad message is answered and changes nothing; a connection that sends little else is closed; nothing ends the process.
 */
export class Connection {
  readonly #socket: ScoreroomSocket;
  readonly #deps: ConnectionDeps;
  readonly #events: TokenBucket;
  readonly #mutations: TokenBucket;
  #seat: Seat | null = null;
  #isJoining = false;
  #isClosed = false;
  #badMessages = 0;

  constructor(socket: ScoreroomSocket, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#deps = deps;
    const { clock } = deps;
    this.#events = new TokenBucket(
      { perSecond: LIMITS.eventsPerSecond, burst: LIMITS.eventBurst },
      clock,
    );
    this.#mutations = new TokenBucket(
      { perSecond: LIMITS.mutationsPerSecond, burst: LIMITS.mutationBurst },
      clock,
    );
  }

  get hasJoined(): boolean {
    return this.#seat !== null;
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
    const ack = last as Ack;
    this.#dispatch(event, args, ack).catch((thrown: unknown) => {
      if (!(thrown instanceof ScoreroomError)) this.#deps.onBug(thrown);
      this.#refuse(toWireError(thrown), ack);
    });
  }

  close(): void {
    this.#isClosed = true;
    const seat = this.#seat;
    this.#seat = null;
    if (seat === null) return;
    this.#deps.presence.leave(seat.lease.room.code, seat.clientId);
    seat.lease.release();
  }

  async #dispatch(event: string, args: readonly unknown[], ack: Ack): Promise<void> {
    if (args.length !== 2) {
      throw new ScoreroomError('invalid_message', {
        message: 'Send one payload and an acknowledgement.',
      });
    }
    const payload = args[0];
    if (event === 'push') {
      this.#push(parse(pushSchema, payload), ack);
      return;
    }
    this.#meter(this.#events, 1);
    switch (event) {
      case 'join':
        return this.#join(parse(joinSchema, payload), ack);
      case 'sync':
        return this.#sync(parse(syncSchema, payload), ack);
      case 'clock':
        parse(clockSchema, payload);
        return ack({ ok: true, now: this.#deps.clock.now() });
      case 'message':
        return this.#cheer(parse(cheerSchema, payload), ack);
      default:
        throw new ScoreroomError('unknown_event', {
          message: `There is no event "${printable(event)}".`,
        });
    }
  }

  async #join({ room: code, clientId, epoch, version }: Join, ack: Ack): Promise<void> {
    if (this.#deps.isDraining()) throw new ScoreroomError('draining', { retryAfterMs: 1_000 });
    if (this.#seat !== null || this.#isJoining) throw new ScoreroomError('already_joined');
    this.#isJoining = true;
    let lease: RoomLease | null = null;
    try {
      lease = await this.#deps.registry.acquire(code);
      if (lease === null)
        throw new ScoreroomError('room_not_found', { message: `There is no room ${code}.` });
      const { room } = lease;
      const seat = { lease, clientId };
      await room.welcome(clientId, { epoch, version }, (welcome) => {
        if (this.#isClosed) return;
        this.#seat = seat;
        lease = null;
        const here = this.#deps.presence.enter(code, clientId);
        void this.#socket.join(code);
        ack({ ok: true, ...welcome, here, now: this.#deps.clock.now() });
        this.#socket.emit('message', greeting(room.board.name));
      });
    } finally {
      this.#isJoining = false;
      lease?.release();
    }
  }

  #push({ clientId, mutations }: Push, ack: Ack): void {
    const { lease } = this.#seated();
    this.#meter(this.#mutations, mutations.length);
    const gap = mutations.findIndex(({ id }, index) => id !== (mutations[0]?.id ?? 0) + index);
    if (gap !== -1) {
      throw new ScoreroomError('invalid_message', {
        message: 'The ids in a push must count up one by one.',
      });
    }
    lease.room.push(clientId, mutations, (outcome) => {
      ack(outcome.ok ? pushAnswer(outcome.value) : { ok: false, error: outcome.error.wire });
    });
  }

  #sync(position: Sync, ack: Ack): void {
    ack({ ok: true, ...this.#seated().lease.room.catchUp(position) });
  }

  #cheer(cheer: Message, ack: Ack): void {
    const { room } = this.#seated().lease;
    this.#socket.to(room.code).emit('message', cheer);
    ack({ ok: true });
  }

  #seated(): Seat {
    if (this.#seat === null) throw new ScoreroomError('not_joined');
    return this.#seat;
  }

  #meter(bucket: TokenBucket, cost: number): void {
    const retryAfterMs = bucket.take(cost);
    if (retryAfterMs > 0) throw new ScoreroomError('rate_limited', { retryAfterMs });
  }

  #refuse(error: WireError, ack?: Ack): void {
    if (ack === undefined) this.#socket.emit('problem', error);
    else ack({ ok: false, error });
    if (error.retryable) return;
    this.#badMessages += 1;
    if (this.#badMessages > LIMITS.badMessages) this.#socket.disconnect(true);
  }
}

function parse<S extends z.ZodMiniType>(schema: S, payload: unknown): z.output<S> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new ScoreroomError('invalid_message', { message: describeIssues(parsed.error.issues) });
}

function pushAnswer({ verdicts, version }: PushVerdicts): PushAck {
  const duplicates: number[] = [];
  const refused: NonNullable<Extract<PushAck, { ok: true }>['refused']> = [];
  for (const verdict of verdicts) {
    if (verdict.kind === 'duplicate') duplicates.push(verdict.id);
    else if (verdict.kind === 'refused') refused.push([verdict.id, verdict.reason]);
  }
  return {
    ok: true,
    upTo: verdicts.at(-1)?.id ?? 0,
    version,
    ...(duplicates.length > 0 && { duplicates }),
    ...(refused.length > 0 && { refused }),
  };
}

function greeting(roomName: string): Message {
  return { kind: 'greeting', text: `Welcome to ${roomName}!` };
}

/** An event's name as it may stand in an answer. */
function printable(event: string): string {
  return String(event).slice(0, 40);
}
