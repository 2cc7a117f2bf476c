import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import createNext from 'next';
import { assert } from '#lib/shared/assert.ts';
import { StaticFiles } from '../http/static-files.ts';
import type { Config } from './config.ts';

/** The pages and routes under `app/`, as Next serves them. */
export interface Pages {
  /** What is answered without them; null in development, where files are made as they are asked for. */
  readonly files: Pick<StaticFiles, 'handle'> | null;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes the upgrades of hot reload in development; null in production, where pages have none. */
  readonly handleUpgrade:
    ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
  close(): Promise<void>;
}

/** Next's own, which nobody has changed. */
const BUILD_DIR = '.next';

export async function startPages(
  { isProduction, host, port }: Config,
  httpServer: Server,
): Promise<Pages> {
  process.env['NEXT_TELEMETRY_DISABLED'] ??= '1';
  const next = createNext({ dev: !isProduction, hostname: host, port, httpServer });
  keepUpgradesOurs(next);
  await next.prepare();
  const handle = next.getRequestHandler();
  return {
    files: isProduction ? new StaticFiles(BUILD_DIR) : null,
    handle: (request, response) => handle(request, response),
    handleUpgrade: isProduction ? null : hotReloadUpgrades(next),
    close: () => next.close(),
  };
}

/**
 * On the first request Next adds an `upgrade` listener of its own to the HTTP server, which takes every upgrade there is.
 * This flag, which is not public, tells it that it has; `pages.test.ts` fails where a new version knows it no more.
 */
function keepUpgradesOurs(next: object): void {
  assert('didWebSocketSetup' in next, 'Next still marks its upgrade listener by didWebSocketSetup');
  next.didWebSocketSetup = true;
}

/**
 * What takes the upgrades of hot reload, without which no page hydrates in development. It is not what the public
 * `getUpgradeHandler` returns: that one belongs to the renderer behind, and lets hot reload's upgrades hang.
 */
function hotReloadUpgrades(next: object): NonNullable<Pages['handleUpgrade']> {
  const { upgradeHandler } = next as { upgradeHandler?: NonNullable<Pages['handleUpgrade']> };
  assert(upgradeHandler !== undefined, 'Next still has its upgradeHandler');
  return upgradeHandler;
}
