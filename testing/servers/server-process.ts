import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Who it runs as. @default whoever runs this */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Resolves when it serves; is tried again until then. */
  readonly probe: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const PROBE_EVERY_MS = 25;
/** What a server said last, for whoever wants to know why it ended. */
const KEPT_CHARS = 4_000;

/** One server that tests start, stop and kill. It never outlives this process, unless that is killed itself. */
export class ServerProcess {
  readonly #command: ServerCommand;
  #child: ChildProcess | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #said = '';

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const { file, args, cwd, user, probe } = this.#command;
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    this.#said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.#said = (this.#said + data.toString()).slice(-KEPT_CHARS);
      });
    }
    this.#child = child;
    const kill = () => void child.kill('SIGKILL');
    process.once('exit', kill);
    this.#ended = once(child, 'close').finally(() => {
      process.off('exit', kill);
      if (this.#child === child) this.#child = null;
    });
    this.#ended.catch(() => undefined);
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        await probe();
        return;
      } catch (error) {
        if (this.#child === null || performance.now() > giveUpAt) {
          throw new Error(`${file} does not serve: ${String(error)}\n${this.#said}`, {
            cause: error,
          });
        }
        await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
      }
    }
  }

  /** Resolves when it has ended. */
  async signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    // One that is frozen hears nothing else.
    child.kill('SIGCONT');
    child.kill(signal);
    await this.#ended;
  }

  /** Frozen, it answers nothing and closes nothing, as on a machine that hangs. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}
