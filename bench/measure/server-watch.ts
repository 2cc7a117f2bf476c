import type { ServerProcess } from '../process/server-process.ts';
import type { ServerUsage } from '../report/run-result.ts';
import {
  readCoreBusySec,
  readCpuTime,
  readOwnRssBytes,
  readRssBytes,
  type CpuTime,
} from './process-usage.ts';
import type { LoopDelay } from './server-probe.ts';

/** A server that takes longer to start its measurement is measured too late. */
const RESET_LIMIT_MS = 500;
const THREADS_SHOWN = 3;

interface Reading {
  readonly at: number;
  readonly server: CpuTime;
  readonly loaderSec: number;
  readonly coresSec: number;
}

/** Looks at the server from outside as the window opens and closes, and before and after everyone joins. */
export class ServerWatch {
  readonly #server: ServerProcess;
  readonly #loaderPid: number;
  readonly #readings: Reading[] = [];
  #reset: Promise<boolean> = Promise.resolve(false);
  #loop: Promise<LoopDelay | null> = Promise.resolve(null);
  #rssEmpty = 0;
  #rssJoined = 0;

  constructor(server: ServerProcess, loaderPid: number) {
    this.#server = server;
    this.#loaderPid = loaderPid;
  }

  async empty(): Promise<void> {
    this.#rssEmpty = await this.#rssAfterCollection();
  }

  async joined(): Promise<void> {
    this.#rssJoined = await this.#rssAfterCollection();
  }

  window(edge: 'open' | 'close'): void {
    this.#readings.push({
      at: performance.now(),
      server: readCpuTime(this.#server.pid),
      loaderSec: readCpuTime(this.#loaderPid).totalSec,
      coresSec: readCoreBusySec().reduce((sum, sec) => sum + sec, 0),
    });
    if (edge === 'open') this.#reset = this.#resetLoop();
    else this.#loop = this.#readLoop();
  }

  /** The server is another process now: its usage counts from here. */
  restarted(): void {
    this.#readings.length = 0;
    this.window('open');
  }

  async usage(connections: number): Promise<ServerUsage & { readonly othersPercent: number }> {
    const [opened, closed] = this.#readings;
    if (opened === undefined || closed === undefined) throw new Error('The window never closed.');
    const elapsedSec = (closed.at - opened.at) / 1000;
    const cpuSec = closed.server.totalSec - opened.server.totalSec;
    const oursSec = cpuSec + closed.loaderSec - opened.loaderSec;
    const threads = Array.from(closed.server.threads, ([id, thread]) => {
      const before = opened.server.threads.get(id) ?? { sec: 0, waitedSec: 0 };
      return {
        name: thread.name,
        percent: ((thread.sec - before.sec) / elapsedSec) * 100,
        waitedPercent: ((thread.waitedSec - before.waitedSec) / elapsedSec) * 100,
      };
    });
    return {
      cpuSec,
      elapsedSec,
      threads: threads.toSorted((a, b) => b.percent - a.percent).slice(0, THREADS_SHOWN),
      rssBytes: readRssBytes(this.#server.pid),
      rssBytesPerConnection: (this.#rssJoined - this.#rssEmpty) / connections,
      loop: await this.#loop,
      othersPercent: Math.max(
        0,
        ((closed.coresSec - opened.coresSec - oursSec) / elapsedSec) * 100,
      ),
    };
  }

  async #resetLoop(): Promise<boolean> {
    const askedAt = performance.now();
    try {
      await this.#server.ask('reset');
      return performance.now() - askedAt < RESET_LIMIT_MS;
    } catch {
      return false;
    }
  }

  /** Null where the server was too busy to say. */
  async #readLoop(): Promise<LoopDelay | null> {
    if (!(await this.#reset)) return null;
    try {
      return (await this.#server.ask('read')) as LoopDelay;
    } catch {
      return null;
    }
  }

  async #rssAfterCollection(): Promise<number> {
    await this.#server.ask('collect');
    // One that makes pages has no connections, and goes on growing into its work while they are made.
    return readOwnRssBytes(this.#server.pid);
  }
}
