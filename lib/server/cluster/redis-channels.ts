import { createClient } from '@redis/client';
import { jittered } from '#lib/shared/backoff.ts';
import type { Channels } from './channels.ts';

/** Of version 7: a message goes to the part of a cluster that has its channel, and no other. */
const NEEDED = ['SPUBLISH', 'SSUBSCRIBE'];
/** A Redis that has said nothing for so long is frozen or gone, and the line is made anew. */
const SILENCE_MS = 4_000;
const PING_MS = 1_000;
const CONNECT_MS = 2_000;
/** Messages that may wait for the line; whatever comes on top is lost, as it would be with the line. */
const MAX_WAITING = 5_000;
const BACKOFF = { baseMs: 100, maxMs: 3_000 };

export interface RedisLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface RedisChannelsOptions {
  readonly url: string;
  readonly log: RedisLog;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
}

/** Channels over Redis. Where it is down they lose what they are given, and come back with it. */
export class RedisChannels implements Channels {
  readonly #client: ReturnType<typeof connectionTo>;
  readonly #log: RedisLog;
  #isUsable = true;
  #hasFailed = false;

  constructor(options: RedisChannelsOptions) {
    this.#log = options.log;
    this.#client = connectionTo(options);
    const failed = (error: unknown) => this.#failed(error);
    this.#client.on('error', failed);
    this.#client.on('ready', () => void this.#ready().catch(failed));
    // Nobody waits for it: the node serves without it.
    this.#client.connect().catch(failed);
  }

  get isUp(): boolean {
    return this.#isUsable && this.#client.isReady;
  }

  publish(name: string, text: string): void {
    // What is not said now is old news later.
    if (this.isUp) this.#client.sPublish(name, text).catch(() => undefined);
  }

  subscribe(name: string, listener: (text: string) => void): () => void {
    // Kept by the client, and said again on each new line.
    this.#client.sSubscribe(name, listener).catch(() => undefined);
    return () => void this.#client.sUnsubscribe(name, listener).catch(() => undefined);
  }

  close(): Promise<void> {
    if (this.#client.isOpen) this.#client.destroy();
    return Promise.resolve();
  }

  async #ready(): Promise<void> {
    const info = await this.#client.sendCommand<string>(['INFO', 'server']);
    const version = /^redis_version:(\S+)/m.exec(String(info))?.[1] ?? 'unknown';
    // Where its user may not ask, it is taken at its word.
    const asked = this.#client.sendCommand<unknown[]>(['COMMAND', 'INFO', ...NEEDED]);
    const known: unknown[] = await asked.catch(() => []);
    this.#isUsable = !known.includes(null);
    if (!this.#isUsable) {
      const message =
        'REDIS_URL: this Redis has no sharded publish and subscribe; use version 7 or later. Boards go on without it: ' +
        'what happens on one node shows on others a second late';
      this.#log.error({ version }, message);
    } else if (this.#hasFailed) {
      this.#log.warn({ version }, 'Redis serves again');
      this.#hasFailed = false;
    }
  }

  /** Said once, not at each try. */
  #failed(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const message = 'Redis does not serve: what happens on one node shows on others a second late';
    this.#log.error({ reason: error instanceof Error ? error.message : String(error) }, message);
  }
}

function connectionTo({ url, random }: RedisChannelsOptions) {
  return createClient({
    url,
    RESP: 3,
    name: 'scoreroom',
    pingInterval: PING_MS,
    commandsQueueMaxLength: MAX_WAITING,
    socket: {
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (attempt) => Math.max(20, jittered(attempt, BACKOFF, random)),
    },
  });
}
