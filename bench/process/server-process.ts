import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from './pinned.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const PROBE = fileURLToPath(new URL('../measure/server-probe.ts', import.meta.url));

/** A crowd that comes from one machine is a load and no attack. */
const OPEN_DOORS = {
  UNMETERED_ADDRESSES: '127.0.0.1,::1',
  MAX_CONNECTIONS: '100000',
  MAX_CONNECTIONS_PER_ADDRESS: '100000',
  MAX_CONNECTIONS_PER_ROOM: '100000',
};

/** How to start a server that prints its address. */
export interface ServerCommand {
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What runs the script, where that is not this Node: then the probe does not run, and `/collect` stands in for it. */
  readonly runtime?: string;
}

export interface ServerProcessOptions {
  readonly core: number | null;
  /** Where to write a CPU profile when the server ends, if at all. */
  readonly profileDir?: string | undefined;
  /** Whether it counts how often a room is read from the database; that costs a little. @default false */
  readonly isCountingReads?: boolean;
}

/** A server in a process of its own: started, killed, and started again on its port. */
export class ServerProcess {
  readonly #command: ServerCommand;
  readonly #options: ServerProcessOptions;
  #child: ChildProcess | null = null;
  #port = 0;
  #output = '';

  constructor(command: ServerCommand, options: ServerProcessOptions) {
    this.#command = command;
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What the server has printed over all its lives. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when the server has printed its address: the same port at every start. */
  async start(): Promise<void> {
    const { script, cwd, env, runtime } = this.#command;
    const { core, profileDir, isCountingReads = false } = this.#options;
    const counting = isCountingReads ? { BENCH_COUNT_READS: '1' } : {};
    const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
    const node = [process.execPath, '--import', PROBE, ...profile];
    const { file, args } = pinned(core, [...(runtime === undefined ? node : [runtime]), script]);
    const child = spawn(file, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...OPEN_DOORS,
        HOST: '127.0.0.1',
        ...env,
        ...counting,
        PORT: String(this.#port),
      },
    });
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error('it took too long')), START_TIMEOUT_MS);
    let printed = '';
    const read = (data: Buffer): void => {
      printed += data.toString();
      this.#output = (this.#output + data.toString()).slice(-20_000);
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`it ended (${code ?? signal})`)));
    try {
      this.#port = await promise;
    } catch (cause) {
      child.kill('SIGKILL');
      throw new Error(`${script} did not start:\n${printed}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks the probe inside the server (see `measure/server-probe.ts`). */
  async ask(question: string): Promise<unknown> {
    const child = this.#child;
    if (child === null) throw new Error('The server does not run.');
    if (this.#command.runtime !== undefined) return this.#askOverHttp(question);
    const answered = once(child, 'message', { signal: AbortSignal.timeout(10_000) });
    child.send(question);
    const [answer] = (await answered) as [unknown];
    return answer;
  }

  /** Null for a question that only Node's probe can answer. */
  async #askOverHttp(question: string): Promise<unknown> {
    if (question !== 'collect') return null;
    return (await fetch(`${this.url}/collect`)).text();
  }

  /** As a power cut would end it. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** As a deployment would end it. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }
}
