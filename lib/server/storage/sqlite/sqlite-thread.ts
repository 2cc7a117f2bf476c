import { Worker } from 'node:worker_threads';
import type { Clock } from '#lib/shared/clock.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { TROUBLE_ADVICE, type DiskTrouble } from '../disk-trouble.ts';
import type {
  Answers,
  Operation,
  ThreadMessage,
  ThreadRequest,
  ThreadSetup,
} from './sqlite-messages.ts';
import { StorageStartError, storageUnavailable } from '../storage-errors.ts';
import type { StorageLog } from '../storage-log.ts';

/** Requests that may wait for the thread at once; the writes of a group are one. */
const MAX_WAITING_REQUESTS = 10_000;
/** A dead thread is replaced after this long, doubled at each further attempt … */
const RESTART_BASE_MS = 50;
/** … up to this. There is no jitter: nobody else starts with us. */
const RESTART_MAX_MS = 5_000;
/**
 * A disk that came back may be another one to the kernel: mounted anew, its files have to be opened anew. So the thread is
 * replaced when writing has failed for this long. Not on a full disk, where opening could fail and writing soon goes on.
 */
const REOPEN_AFTER_MS = 5_000;
const REOPENED: ReadonlySet<DiskTrouble> = new Set(['read-only', 'failing']);

export type StartWorker = (setup: ThreadSetup) => Worker;

export const startSqliteWorker: StartWorker = (setup) =>
  new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: setup,
    name: 'scoreroom-storage',
  });

export interface SqliteThreadOptions {
  readonly setup: Omit<ThreadSetup, 'now' | 'mayCreate'>;
  readonly startWorker: StartWorker;
  readonly clock: Clock;
  readonly log: StorageLog;
}

interface Waiting {
  readonly operation: Operation['type'];
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
  #wasOpen = false;
  #lastId = 0;
  #failedStarts = 0;
  /** Why it cannot write at the moment, as far as it is known, and since when (by the monotonic clock). */
  #trouble: { readonly kind: DiskTrouble; readonly since: number } | null = null;
  #closing: Promise<void> | null = null;
  #starting: Promise<void> | null = null;
  #cancelRestart: () => void = () => undefined;

  constructor(options: SqliteThreadOptions) {
    this.#options = options;
  }

  /** Resolves when the database is open. Nothing is retried: a server that cannot open its database at start says so. */
  async start(): Promise<void> {
    const { setup, startWorker, clock, log } = this.#options;
    const worker = startWorker({ ...setup, mayCreate: !this.#wasOpen, now: clock.now() });
    let deathCause: unknown = new Error('The storage thread ended');
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    worker.on('message', (message: ThreadMessage) => {
      switch (message.type) {
        case 'ready':
          this.#worker = worker;
          this.#wasOpen = true;
          if (message.renewedRooms !== null)
            log.warn({ rooms: message.renewedRooms }, 'a backup was put in place: new epochs');
          return resolve();
        case 'refused':
          // At the very start whoever starts the server is told, in one line, and nobody else is there.
          if (this.#wasOpen) this.#troubled(message.trouble);
          return reject(new StorageStartError(message.problem, message.message));
        case 'answer': {
          this.#failedStarts = 0;
          const asked = this.#settle(message.id);
          // Reading goes on where writing does not.
          if (asked?.operation === 'write' || asked?.operation === 'check') this.#trouble = null;
          return asked?.resolve(message.value);
        }
        case 'failure': {
          const { message: text, trouble } = message;
          const error = storageUnavailable(new Error(text), trouble);
          this.#settle(message.id)?.reject(error);
          this.#troubled(trouble);
          return this.#reopenInTime(worker);
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
    if (this.#worker === null) return this.#fail('The database is being opened again');
    if (this.#waiting.size >= MAX_WAITING_REQUESTS) return fail('Too many requests are waiting');
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answers[keyof Answers]>();
    this.#waiting.set(id, { operation: operation.type, resolve, reject });
    const request: ThreadRequest = { id, operation };
    this.#worker.postMessage(request);
    return promise as Promise<Answers[O['type']]>;
  }

  #fail(message: string): Promise<never> {
    return Promise.reject(storageUnavailable(new Error(message), this.#trouble?.kind));
  }

  #troubled(kind: DiskTrouble | null): void {
    if (kind === null || kind === this.#trouble?.kind) return;
    const { clock, log } = this.#options;
    this.#trouble = { kind, since: clock.monotonic() };
    log.error({ trouble: kind }, TROUBLE_ADVICE[kind]);
  }

  #reopenInTime(worker: Worker): void {
    if (this.#trouble === null || !REOPENED.has(this.#trouble.kind)) return;
    const { clock } = this.#options;
    if (clock.monotonic() - this.#trouble.since < REOPEN_AFTER_MS || this.#worker !== worker)
      return;
    this.#trouble = { ...this.#trouble, since: clock.monotonic() };
    // What it was asked fails with it, and its end starts another.
    void worker.terminate();
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
    const error = storageUnavailable(cause, this.#trouble?.kind);
    for (const { reject } of waiting) reject(error);
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
