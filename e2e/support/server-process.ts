import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess } from './end-process.ts';

const startTimeoutMs = 20_000;

export type Environment = Readonly<Record<string, string>>;

/** Set empty, these count as unset: what a developer has in the shell does not reach the server under test. */
const ownEnvironment: Environment = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'info',
  ADMIN_PASSWORD: '',
  ALLOWED_ORIGINS: '',
  DATABASE_URL: '',
  METRICS_TOKEN: '',
  PUBLIC_URL: '',
  REDIS_URL: '',
  TRUSTED_PROXIES: '',
  // All the actors of a test come from one address.
  UNMETERED_ADDRESSES: '127.0.0.1,::1',
};

export interface OwnServer {
  readonly server: ServerProcess;
  readonly remove: () => Promise<void>;
}

/** The real server in its own process, as `npm start` runs it, with a data directory that is its own. */
export class ServerProcess {
  readonly #dataDir: string;
  readonly #environment: Environment;
  #child: ChildProcess | undefined;
  /** 0 until the first start: then any free port, and the same one ever after. */
  #port = 0;
  #log = '';
  #wasEnded = false;

  constructor(dataDir: string, environment: Environment) {
    this.#dataDir = dataDir;
    this.#environment = environment;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Of the process that runs now; 0 where none does. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** All that the server has printed, over all its lives. */
  get log(): string {
    return this.#log;
  }

  /** True once it was killed, stopped or restarted, or has ended by itself. */
  get wasEnded(): boolean {
    return this.#wasEnded;
  }

  /** Starts the server on its port and its data. Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['server.ts'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...ownEnvironment,
        ...this.#environment,
        PORT: String(this.#port),
        DATA_DIR: this.#dataDir,
      },
    });
    this.#child = child;
    const { promise: listening, resolve, reject } = Promise.withResolvers<number>();
    let printed = '';
    const read = (data: Buffer): void => {
      this.#log += data.toString();
      printed += data.toString();
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', () => {
      this.#wasEnded = true;
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${printed}`)));
    const timer = setTimeout(
      () => reject(new Error(`the server did not listen within ${startTimeoutMs} ms:\n${printed}`)),
      startTimeoutMs,
    );
    try {
      this.#port = await listening;
    } finally {
      clearTimeout(timer);
    }
  }

  /** As a power cut would: no goodbye, nothing flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a deployment would: it may drain first. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Starts again on the same port and data, after a `stop` where it still runs. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child !== undefined) await endProcess(this.#child, signal, 10_000);
    this.#child = undefined;
  }
}

/** Starts a server with an empty data directory. `remove` ends it and leaves nothing of it. */
export async function startServer(environment: Environment): Promise<OwnServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'scoreroom-e2e-'));
  const server = new ServerProcess(dataDir, environment);
  const remove = async (): Promise<void> => {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { server, remove };
}
