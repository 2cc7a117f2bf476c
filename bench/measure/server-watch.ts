import type { ServerProcess } from '../process/server-process.ts';
import type { ServerUsage } from '../report/run-result.ts';
import { readCoreBusySec, readCpuTime, readRssBytes, type CpuTime } from './process-usage.ts';
import type { LoopDelay } from './server-probe.ts';

const THREADS_SHOWN = 2;

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
  #loop: Promise<unknown> = Promise.resolve();
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
    this.#loop = this.#loop.then(() => this.#server.ask(edge === 'open' ? 'reset' : 'read'));
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
      loop: (await this.#loop) as LoopDelay,
      othersPercent: Math.max(
        0,
        ((closed.coresSec - opened.coresSec - oursSec) / elapsedSec) * 100,
      ),
    };
  }

  async #rssAfterCollection(): Promise<number> {
    await this.#server.ask('collect');
    return readRssBytes(this.#server.pid);
  }
}
