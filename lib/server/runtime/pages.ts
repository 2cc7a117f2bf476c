import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { wireError } from '#lib/protocol/errors.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { StaticFiles } from '../http/static-files.ts';
import { refuse } from '../http/refuse.ts';
import { OwnPageSource } from '../renderer/own-page-source.ts';
import { setPageSource } from '../renderer/page-source.ts';
import { Renderer } from '../renderer/renderer.ts';
import type { RunningRuntime } from './assemble.ts';
import type { Config } from './config.ts';
import { isForRoute } from './is-for-route.ts';
import type { Logger } from './log.ts';
import { startNext } from './next.ts';
import { startRendererProcess } from './start-renderer-process.ts';

/** The pages and routes under `app/`. */
export interface Pages {
  /** What is answered without them; null in development, where files are made as they are asked for. */
  readonly files: Pick<StaticFiles, 'handle'> | null;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes the upgrades of hot reload in development; null in production, where pages have none. */
  readonly handleUpgrade:
    ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
  close(): Promise<void>;
}

export interface PagesParts {
  readonly config: Config;
  readonly http: Server;
  readonly runtime: RunningRuntime;
  readonly log: Logger;
}

/** Next's own, which nobody has changed. */
const BUILD_DIR = '.next';

export async function startPages({ config, http, runtime, log }: PagesParts): Promise<Pages> {
  const source = new OwnPageSource(runtime);
  if (!config.isProduction) {
    setPageSource(source);
    const next = await startNext(config, http);
    return { ...next, files: null, handleUpgrade: next.upgrade };
  }
  const renderer = new Renderer({
    startProcess: startRendererProcess,
    source,
    clock: systemClock,
    log,
    observer: runtime.metrics.http,
    onBug: (error) => runtime.onBug(error),
  });
  // Both take about a second; the server is there when its own part is.
  renderer.start();
  const next = await startNext(config, http);
  return {
    files: new StaticFiles(BUILD_DIR),
    handle(request, response) {
      // What changes something is done where the rooms are.
      if (isForRoute(request.url)) return next.handle(request, response);
      if (request.method === 'GET' || request.method === 'HEAD') {
        return renderer.handle(request, response);
      }
      const error = wireError('method_not_allowed', { message: 'Here you can use GET and HEAD.' });
      refuse(request, response, { error, headers: { allow: 'GET, HEAD' } });
      return Promise.resolve();
    },
    handleUpgrade: null,
    async close() {
      await Promise.all([next.close(), renderer.close()]);
    },
  };
}
