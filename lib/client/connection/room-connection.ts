import * as v from 'valibot';
import { wireErrorSchema, type WireError } from '#lib/protocol/wire-error.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import type { Join } from '#lib/protocol/messages.ts';
import { joinAckSchema, type JoinAck } from '#lib/protocol/server-messages.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { jittered } from '#lib/shared/backoff.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { Channel } from './channel.ts';
import { ClockSync } from './clock-sync.ts';
import type { Environment, EnvironmentEvent } from './environment.ts';
import type { Link } from './link.ts';
import { parseNews, type News } from './news.ts';
import type { Question } from './question.ts';
import type { SocketFactory } from './socket.ts';

export type Joined = Extract<JoinAck, { ok: true }>;

export interface RoomConnectionOptions {
  readonly sockets: SocketFactory;
  readonly environment: Environment;
  readonly clock: Clock;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
  /** Who joins which room, and where they stand, at the moment of joining. */
  readonly join: () => Join;
  readonly linkChanged: (link: Link) => void;
  readonly joined: (answer: Joined) => void;
  readonly received: (news: News) => void;
  readonly measured: (roundTripMs: number) => void;
  /** The server cannot have this page for now; it is asked again. */
  readonly postponed: (error: WireError) => void;
  /** The server will not have this page: no more attempts are made. */
  readonly stopped: (error: WireError) => void;
}

const BACKOFF = { baseMs: TIMINGS.reconnectBaseMs, maxMs: TIMINGS.reconnectMaxMs };

/** Keeps this page in its room: connects, joins, notices a dead link, and comes back. */
export class RoomConnection {
  readonly #options: RoomConnectionOptions;
  readonly #clockSync: ClockSync;
  #link: Link = 'connecting';
  #channel: Channel | null = null;
  #hasJoined = false;
  #joinedAt = 0;
  #attempt = 0;
  /** Who refused us asks not to be called before this, by the monotonic clock. */
  #notBefore = 0;
  /** When a draining server wants this very client back, by the monotonic clock. */
  #expectedAt = 0;
  /** Over how long a crowd of this size is to come back when the connection breaks. */
  #spreadMs = 0;
  #cancelTimer: () => void = () => undefined;
  #unsubscribe: (() => void) | null = null;

  constructor(options: RoomConnectionOptions) {
    this.#options = options;
    const { clock, environment, measured } = options;
    this.#clockSync = new ClockSync({
      clock,
      environment,
      measured,
      ask: (question) => this.ask(question),
    });
  }

  get isLive(): boolean {
    return this.#hasJoined;
  }

  serverNow(): number {
    return this.#clockSync.now();
  }

  /** May be called once; after that the connection lives until {@link close}. */
  start(): void {
    this.#unsubscribe = this.#options.environment.subscribe((event) =>
      this.#environmentChanged(event),
    );
    // Even where the browser says that it is offline: it may be wrong of a server on this very machine.
    this.#connect();
  }

  /** May be called twice. */
  close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#leave();
  }

  /** Gives up the present connection and makes a new one, after a while. */
  reconnect(): void {
    this.#channel?.end();
  }

  ask<S extends v.GenericSchema>({ event, payload, schema, answered }: Question<S>): void {
    const channel = this.#channel;
    if (channel === null) {
      answered(null);
      return;
    }
    channel.request(event, payload, (answer) => {
      const parsed = v.safeParse(schema, answer);
      // An answer that makes no sense leaves both sides guessing: start over.
      if (!parsed.success) channel.end();
      answered(parsed.success ? parsed.output : null);
    });
  }

  #connect(): void {
    this.#cancelTimer();
    const { sockets, clock } = this.#options;
    const channel = new Channel({
      sockets,
      clock,
      connected: () => this.#join(),
      received: (event, payload) => this.#received(event, payload),
      ended: (refusal) => {
        // A channel that was let go on purpose is not ours any more.
        if (this.#channel === channel) this.#ended(refusal);
      },
    });
    this.#channel = channel;
  }

  #join(): void {
    const askedAt = this.#options.clock.monotonic();
    this.ask({
      event: 'join',
      payload: this.#options.join(),
      schema: joinAckSchema,
      answered: (answer) => {
        if (answer === null) return;
        if (!answer.ok) {
          this.#refused(answer.error);
          return;
        }
        this.#hasJoined = true;
        this.#joinedAt = this.#options.clock.monotonic();
        // The board first, so that nothing old ever shows as live.
        this.#options.joined(answer);
        this.#setLink('live');
        this.#clockSync.start(answer.now, askedAt);
      },
    });
  }

  #received(event: string, payload: unknown): void {
    const news = parseNews(event, payload);
    if (news === null) return;
    if (news.event === 'drain') {
      this.#drain(news.payload.delayMs);
      return;
    }
    if (news.event === 'pulse') this.#spreadMs = news.payload.spreadMs ?? 0;
    this.#options.received(news);
  }

  /** The server takes taps until it closes; whoever is still there after the delay goes by themselves. */
  #drain(delayMs: number): void {
    this.#expectedAt = this.#options.clock.monotonic() + delayMs;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(delayMs, () => {
      this.#leave();
      this.#setLink('reconnecting');
      this.#connect();
    });
  }

  #refused(error: WireError): void {
    if (error.retryable) {
      const { clock, postponed } = this.#options;
      postponed(error);
      this.#notBefore = Math.max(this.#notBefore, clock.monotonic() + (error.retryAfterMs ?? 0));
      this.#channel?.end();
      return;
    }
    this.close();
    this.#setLink('offline');
    this.#options.stopped(error);
  }

  #ended(refusal: unknown): void {
    const { clock, environment } = this.#options;
    // A connection that held for a while was a good one; one that breaks at once counts as one more failure.
    if (this.#hasJoined && clock.monotonic() - this.#joinedAt > BACKOFF.maxMs) this.#attempt = 0;
    this.#leave();
    const error = v.safeParse(wireErrorSchema, refusal);
    if (error.success) {
      this.#refused(error.output);
      if (!error.output.retryable) return;
    }
    if (!environment.isOnline()) {
      this.#setLink('offline');
      return;
    }
    this.#schedule();
  }

  #schedule(): void {
    const { clock, random } = this.#options;
    this.#setLink('reconnecting');
    const now = clock.monotonic();
    let delayMs = this.#expectedAt - now;
    // The delay of a drain is drawn already. What a refusal asks is the same for all whom it met: they spread by chance.
    if (delayMs <= 0) {
      const jitterMs = jittered(this.#attempt, { ...BACKOFF, spreadMs: this.#spreadMs }, random);
      this.#attempt += 1;
      delayMs = Math.max(0, this.#notBefore - now) + jitterMs;
    }
    this.#cancelTimer();
    this.#cancelTimer = clock.after(delayMs, () => this.#connect());
  }

  /** Lets go of the channel and of every timer. What was asked on it is answered with null. */
  #leave(): void {
    const channel = this.#channel;
    this.#channel = null;
    this.#hasJoined = false;
    this.#cancelTimer();
    this.#clockSync.stop();
    channel?.end();
  }

  #environmentChanged(event: EnvironmentEvent): void {
    switch (event) {
      case 'offline':
        this.#leave();
        this.#setLink('offline');
        return;
      case 'online':
        if (!this.#hasJoined) this.#leave();
        this.#hurry();
        return;
      case 'visible':
        // Not everyone looks at the same moment.
        this.#spreadMs = 0;
        this.#hurry();
        return;
      case 'hidden':
        return;
      default:
        unreachable(event);
    }
  }

  /** Somebody waits: an attempt that is far off comes soon, and a live link shows whether it still is one. */
  #hurry(): void {
    if (this.#channel !== null) {
      this.#clockSync.resume();
      return;
    }
    if (!this.#options.environment.isOnline()) return;
    // Not at once: everyone behind the same router hears of the network at the same moment.
    this.#attempt = 0;
    this.#schedule();
  }

  #setLink(link: Link): void {
    if (link === this.#link) return;
    this.#link = link;
    this.#options.linkChanged(link);
  }
}
