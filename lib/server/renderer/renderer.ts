import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { setPriority } from 'node:os';
import { ScoreroomError, wireError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { Turnstile, type TurnstileOptions } from '../access/turnstile.ts';
import { refuse } from '../http/refuse.ts';
import { notedRequestId, pathOf } from '../http/request-id.ts';
import { answerAsk } from './answer-ask.ts';
import { forward, SilentError, UnansweredError } from './forward.ts';
import type { FromRenderer } from './messages.ts';
import type { PageSource } from './page-source.ts';
import { createPlace, removePlace } from './renderer-place.ts';

/**
 * Those of one room share the work, so many are passed on; the renderer makes them one after the other. Those that wait
 * are seconds of work, where nobody shares it. Whoever comes then had better come again.
 */
const TURNS: TurnstileOptions = { atOnce: 64, maxWaiting: 100 };
/** A renderer that has said nothing of a page for so long will not any more, and another one takes its place. */
const SILENCE_MS = 30_000;
/** A dead renderer is replaced after this long, doubled at each further attempt … */
const RESTART_BASE_MS = 50;
/** … up to this. */
const RESTART_MAX_MS = 5_000;
/** For one that is told to go and does not. */
const GOODBYE_MS = 2_000;
/** Where cores are short, the rooms go first: a page can wait a moment, a board that moves cannot. */
const NICENESS = 5;

const BUSY = wireError('rate_limited', {
  message: 'Many people open pages at this moment. Try again in a moment.',
  retryAfterMs: 2_000,
});
const LOST = wireError('internal', {
  message: 'The page could not be made. Try again in a moment.',
  retryAfterMs: 1_000,
});

export interface RendererLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface RendererObserver {
  page(result: 'made' | 'busy' | 'lost'): void;
  rendererLost(): void;
}

export interface RendererOptions {
  /** Starts the process that is to listen at `place`, with a channel for messages. */
  readonly startProcess: (place: string) => ChildProcess;
  readonly source: PageSource;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: RendererLog;
  readonly onBug: (error: unknown) => void;
  /** Counts what comes of pages. @default nobody counts */
  readonly observer?: RendererObserver;
  /** @default SILENCE_MS */
  readonly silenceMs?: number;
  /** How many requests are passed on at a time, and how many may wait for that. @default TURNS */
  readonly turns?: TurnstileOptions;
}

/** One process that renders, as long as it lives. */
interface Running {
  readonly child: ChildProcess;
  readonly place: string;
  readonly agent: Agent;
}

/**
 * Has pages made by a process of its own, so that no page keeps the rooms waiting, and replaces it when it dies.
 *
 * Maintained invariant: a request goes to one renderer at most. One that has died over it may have died of it.
 */
export class Renderer {
  readonly #options: RendererOptions;
  readonly #turnstile: Turnstile;
  /** The one that serves; where there is none, the next one. Fails where that could not start. */
  #current: Promise<Running> | null = null;
  /** The processes that there are: one, or one that goes and one that comes. */
  readonly #alive = new Set<ChildProcess>();
  /** The one that is to be replaced when it ends. */
  #serving: ChildProcess | null = null;
  #failures = 0;
  #isClosing = false;
  #cancelRestart: () => void = () => undefined;

  constructor(options: RendererOptions) {
    this.#options = options;
    this.#turnstile = new Turnstile(options.turns ?? TURNS);
  }

  /** Begins. Nobody waits for it but those who ask for pages: rooms are served as soon as they can be. */
  start(): void {
    this.#current = this.#launch();
    // Where it fails, another one is started.
    this.#current.catch(() => undefined);
  }

  /** Answers with a page; or says that there is none at the moment, and when to come again. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { observer, log } = this.#options;
    try {
      await this.#turnstile.run(() => this.#forward(request, response));
      observer?.page('made');
    } catch (error) {
      if (error instanceof ScoreroomError) {
        observer?.page('busy');
        refuse(request, response, { error: BUSY, status: 503 });
      } else if (error instanceof UnansweredError) {
        observer?.page('lost');
        const requestId = notedRequestId(request);
        log.warn({ err: error, requestId, path: pathOf(request) }, 'a page was not made');
        refuse(request, response, { error: LOST, status: 503 });
      } else throw error;
    }
  }

  /** Lets the process go. May be called twice. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelRestart();
    await Promise.all(Array.from(this.#alive, end));
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const running = await this.#running();
    // It has left while it waited.
    if (response.destroyed) return;
    const { place, agent } = running;
    const { silenceMs = SILENCE_MS } = this.#options;
    try {
      await forward(request, response, { socketPath: place, agent, silenceMs });
      this.#failures = 0;
    } catch (error) {
      // One that hangs would hang for ever.
      if (error instanceof SilentError) this.#replace(running.child, error);
      throw error;
    }
  }

  async #running(): Promise<Running> {
    try {
      return await (this.#current ?? Promise.reject(new Error('The renderer is closed.')));
    } catch (cause) {
      throw new UnansweredError('There is no renderer.', { cause });
    }
  }

  async #launch(): Promise<Running> {
    const { startProcess, source, onBug } = this.#options;
    const place = createPlace();
    const child = startProcess(place);
    const agent = new Agent({ keepAlive: true });
    const running = { child, place, agent };
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    this.#alive.add(child);
    this.#serving = child;
    yieldToRooms(child);
    child.on('message', (message: FromRenderer) => {
      if (message.type === 'ready') return resolve();
      answerAsk(message.id, message.ask, { source, onBug }).then((answer) => {
        // One that has died over its page is not told any more.
        if (child.connected) child.send(answer, () => undefined);
      }, onBug);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      this.#alive.delete(child);
      agent.destroy();
      removePlace(place);
      const cause = new Error(`The renderer ended (${code ?? signal}).`);
      reject(cause);
      this.#replace(child, cause);
    });
    await ready;
    return running;
  }

  /** Has another one take the place of this one, unless one does already. */
  #replace(child: ChildProcess, cause: Error): void {
    if (this.#isClosing || this.#serving !== child) return;
    this.#serving = null;
    child.kill('SIGKILL');
    const { clock, log, observer } = this.#options;
    observer?.rendererLost();
    const delayMs = Math.min(RESTART_MAX_MS, RESTART_BASE_MS * 2 ** this.#failures);
    this.#failures += 1;
    log.error({ err: cause, delayMs }, 'the renderer of pages is lost; another one is started');
    const { promise, resolve, reject } = Promise.withResolvers<Running>();
    // Whoever waits for it hears of it; where nobody does, it is in the log.
    promise.catch(() => undefined);
    this.#current = promise;
    this.#cancelRestart = clock.after(delayMs, () => void this.#launch().then(resolve, reject));
  }
}

function yieldToRooms(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICENESS);
  } catch {
    // Some systems let nobody do that; then it takes its turn like any other.
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), GOODBYE_MS);
  await gone;
  clearTimeout(timer);
}
