import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { assert } from '#lib/shared/assert.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import type { KillPoint } from './kill-points.ts';
import type { Order, Report } from './orders.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 30_000;
const TOO_LATE = Symbol('too late');

export interface CreatedRoom {
  readonly code: string;
  readonly hostKey: string;
  readonly room: Snapshot;
}

export interface ServerProcessOptions {
  /** What is run. */
  readonly main: string;
  /** A module that is loaded before all others, if any. */
  readonly preload: string | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Hears what the server did not expect, and of ends that nobody asked for. */
  readonly onFailure: (what: string) => void;
}

/** The tortured server in a process of its own, on the same port in every life. */
export class ServerProcess {
  readonly #options: ServerProcessOptions;
  #child: ChildProcess | null = null;
  #exited: Promise<unknown> = Promise.resolve();
  #port = 0;
  #lastId = 0;
  #mayEnd = false;
  #clockOffMs = 0;
  #output = '';
  readonly #answers = new Map<number, (report: Report | null) => void>();

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#port;
  }

  get isUp(): boolean {
    return this.#child !== null;
  }

  async start(): Promise<void> {
    const { main, preload, environment } = this.#options;
    const imports = preload === null ? [] : ['--import', preload];
    const child = spawn(process.execPath, [...imports, main], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...environment,
        PORT: String(this.#port),
        CLOCK_OFF_MS: String(this.#clockOffMs),
      },
    });
    this.#mayEnd = false;
    this.#output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on(
        'data',
        (data: Buffer) => (this.#output = (this.#output + String(data)).slice(-4_000)),
      );
    }
    this.#exited = once(child, 'exit').then(([code, signal]) => this.#ended(child, code ?? signal));
    const ready = Promise.withResolvers<void>();
    child.on('message', (report: Report) => {
      if (report.type === 'ready') {
        this.#port = report.port;
        this.#child = child;
        ready.resolve();
      } else if (report.type === 'bug') this.#options.onFailure(report.message);
      else this.#settle(report.id, report);
    });
    await Promise.race([ready.promise, this.#exited]);
    assert(this.#child === child, `the server did not start: ${this.#output}`);
  }

  async create(name: string, players: string[]): Promise<CreatedRoom> {
    const report = await this.#ask((id) => ({ type: 'create', id, name, players }));
    assert(report?.type === 'created', `no room was made: ${JSON.stringify(report)}`);
    return report;
  }

  /** The room as the server has it; null where it could not be asked. */
  async read(code: string): Promise<Snapshot | null> {
    const report = await this.#ask((id) => ({ type: 'read', id, code }));
    return report?.type === 'read' ? report.room : null;
  }

  /** Has it die at the nth time that it comes by a point; resolves when it has, or after `withinMs` without help. */
  async killAt(point: KillPoint, nth: number, withinMs: number): Promise<'there' | 'anyhow'> {
    this.#mayEnd = true;
    this.#send({ type: 'arm', point, nth });
    const ended = await Promise.race([this.#exited, wait(withinMs)]);
    if (ended !== TOO_LATE) return 'there';
    await this.kill();
    return 'anyhow';
  }

  setDiskFull(isFull: boolean): void {
    this.#send({ type: 'disk-full', isFull });
  }

  /** Its wall clock is this wrong from now on, also in its next lives. */
  setClockOff(offMs: number): void {
    this.#clockOffMs = offMs;
    this.#send({ type: 'clock-off', offMs });
  }

  /** kill -9 */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a deployment ends it. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => {
      this.#options.onFailure('it did not stop within 30 s of SIGTERM');
      this.#child?.kill('SIGKILL');
    }, STOP_TIMEOUT_MS);
    await this.#end('SIGTERM');
    clearTimeout(timer);
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#mayEnd = true;
    this.#child?.kill(signal);
    await this.#exited;
  }

  #ended(child: ChildProcess, how: unknown): void {
    for (const settle of this.#answers.values()) settle(null);
    this.#answers.clear();
    if (this.#child !== child) return;
    this.#child = null;
    if (!this.#mayEnd) this.#options.onFailure(`it ended (${String(how)}): ${this.#output}`);
  }

  async #ask(orderOf: (id: number) => Order): Promise<Report | null> {
    if (this.#child === null) return null;
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<Report | null>();
    const timer = setTimeout(() => this.#settle(id, null), ANSWER_TIMEOUT_MS);
    this.#answers.set(id, resolve);
    this.#send(orderOf(id));
    const report = await promise;
    clearTimeout(timer);
    return report;
  }

  #settle(id: number, report: Report | null): void {
    this.#answers.get(id)?.(report);
    this.#answers.delete(id);
  }

  #send(order: Order): void {
    // A process that has just died cannot be told; whoever waits for its answer hears of its end.
    this.#child?.send(order, () => undefined);
  }
}

function wait(ms: number): Promise<symbol> {
  return new Promise((resolve) => setTimeout(() => resolve(TOO_LATE), ms));
}
