import { Worker } from 'node:worker_threads';
import type { Clock } from '#lib/shared/clock.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type {
  Answers,
  Operation,
  ThreadMessage,
  ThreadRequest,
  ThreadSetup,
} from './sqlite-messages.ts';
import { StorageStartError, storageUnavailable } from './storage-errors.ts';
import type { StorageLog } from './storage-log.ts';

/** Requests that may wait for the thread at once; the writes of a group are one. */
const MAX_WAITING_REQUESTS = 10_000;
/** A dead thread is replaced after this long, doubled at each further attempt … */
const RESTART_BASE_MS = 50;
/** … up to this. There is no jitter: nobody else starts with us. */
const RESTART_MAX_MS = 5_000;

export type StartWorker = (setup: ThreadSetup) => Worker;

export const startSqliteWorker: StartWorker = (setup) =>
  new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: setup,
    name: 'scoreroom-storage',
  });

export interface SqliteThreadOptions {
  readonly setup: ThreadSetup;
  readonly startWorker: StartWorker;
  readonly clock: Clock;
  readonly log: StorageLog;
}

interface Waiting {
  readonly resolve: (value: Answers[keyof Answers]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks the storage's thread, and replaces it when it dies.
 *
 * Maintained invariant: a request is answered by the thread that it was sent to, or fails with it; none is sent twice,
 * because nobody could tell whether the first one was written.
 */
export class SqliteThread {
  readonly #options: SqliteThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;
  #failedStarts = 0;
  #closing: Promise<void> | null = null;
  #starting: Promise<void> | null = null;
  #cancelRestart: () => void = () => undefined;

  constructor(options: SqliteThreadOptions) {
    this.#options = options;
  }

  /** Resolves when the database is open. Nothing is retried: a server that cannot open its database at start says so. */
  async start(): Promise<void> {
    const worker = this.#options.startWorker(this.#options.setup);
    let deathCause: unknown = new Error('The storage thread ended');
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    worker.on('message', (message: ThreadMessage) => {
      switch (message.type) {
        case 'ready':
          this.#worker = worker;
          return resolve();
        case 'refused':
          return reject(new StorageStartError(message.problem, message.message));
        case 'answer':
          this.#failedStarts = 0;
          return this.#settle(message.id)?.resolve(message.value);
        case 'failure': {
          const cause = new Error(message.message);
          return this.#settle(message.id)?.reject(storageUnavailable(cause));
        }
        default:
          return unreachable(message);
      }
    });
    worker.on('error', (error) => {
      deathCause = error;
    });
    worker.on('exit', () => {
      reject(deathCause);
      if (this.#worker === worker) this.#onDeath(deathCause);
    });
    await ready;
  }

  ask<O extends Operation>(operation: O): Promise<Answers[O['type']]> {
    if (this.#closing !== null) return fail('The storage is closed');
    return this.#send(operation);
  }

  /** Waits for what was asked for, then ends the thread. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#cancelRestart();
    await this.#starting;
    const worker = this.#worker;
    if (worker === null) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    // A thread that dies now has let go of everything as well.
    await this.#send({ type: 'close' }).catch(() => undefined);
    await exited;
  }

  #send<O extends Operation>(operation: O): Promise<Answers[O['type']]> {
    if (this.#worker === null) return fail('The database is being opened again');
    if (this.#waiting.size >= MAX_WAITING_REQUESTS) return fail('Too many requests are waiting');
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answers[keyof Answers]>();
    this.#waiting.set(id, { resolve, reject });
    const request: ThreadRequest = { id, operation };
    this.#worker.postMessage(request);
    return promise as Promise<Answers[O['type']]>;
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #onDeath(cause: unknown): void {
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(storageUnavailable(cause));
    if (this.#closing === null) this.#restartLater(cause);
  }

  #restartLater(cause: unknown): void {
    const delayMs = Math.min(RESTART_MAX_MS, RESTART_BASE_MS * 2 ** this.#failedStarts);
    this.#failedStarts += 1;
    this.#options.log.error({ err: cause, delayMs }, 'storage stopped, opening it again');
    this.#cancelRestart = this.#options.clock.after(delayMs, () => {
      this.#starting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    try {
      await this.start();
      this.#options.log.warn({}, 'storage is open again');
    } catch (error: unknown) {
      if (this.#closing === null) this.#restartLater(error);
    }
  }
}

function fail(message: string): Promise<never> {
  return Promise.reject(storageUnavailable(new Error(message)));
}
