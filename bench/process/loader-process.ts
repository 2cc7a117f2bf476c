import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromLoader, LoadJob, LoadResult, ToLoader } from '../load/messages.ts';
import { pinned } from './pinned.ts';

const LOADER = fileURLToPath(new URL('../loader.ts', import.meta.url));

export interface LoaderHooks {
  /** Called once everyone has joined; taps begin when it has resolved. */
  readonly onJoined: () => Promise<void>;
  readonly onWindow: (edge: 'open' | 'close') => void;
}

/** The loader in a process of its own, so that it shares neither a core nor an event loop with anything else. */
export class LoaderProcess {
  readonly #child: ChildProcess;

  constructor(core: number | null) {
    const { file, args } = pinned(core, [process.execPath, LOADER]);
    this.#child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  run(job: LoadJob, { onJoined, onWindow }: LoaderHooks): Promise<LoadResult> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
    this.#child.once('error', reject);
    // Not 'exit', which may come before the last message does.
    this.#child.once('disconnect', () => reject(new Error('The loader ended early.')));
    this.#child.on('message', (raw) => {
      const message = raw as FromLoader;
      switch (message.type) {
        case 'joined':
          onJoined().then(() => this.#say({ type: 'tap' }), reject);
          return;
        case 'window':
          try {
            return onWindow(message.edge);
          } catch (error) {
            return reject(error);
          }
        case 'done':
          return resolve(message.result);
        case 'failed':
          return reject(new Error(`The loader failed: ${message.message}`));
        default:
          message satisfies never;
      }
    });
    this.#say({ type: 'join', job });
    return promise;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #say(message: ToLoader): void {
    this.#child.send(message);
  }
}
