import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import createNext from 'next';
import { assert } from '#lib/shared/assert.ts';
import type { Config } from './config.ts';

/** Next in this process. */
export interface RunningNext {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Takes the upgrades of hot reload, which there is in development only. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startNext(
  { isProduction, host, port }: Pick<Config, 'isProduction' | 'host' | 'port'>,
  httpServer: Server,
): Promise<RunningNext> {
  process.env['NEXT_TELEMETRY_DISABLED'] ??= '1';
  const next = createNext({ dev: !isProduction, hostname: host, port, httpServer });
  keepUpgradesOurs(next);
  await next.prepare();
  return {
    handle: next.getRequestHandler(),
    upgrade: hotReloadUpgrades(next),
    close: () => next.close(),
  };
}

/**
 * On the first request Next adds an `upgrade` listener of its own to the HTTP server, which takes every upgrade there is.
 * This flag, which is not public, tells it that it has; `next.test.ts` fails where a new version knows it no more.
 */
function keepUpgradesOurs(next: object): void {
  assert('didWebSocketSetup' in next, 'Next still marks its upgrade listener by didWebSocketSetup');
  next.didWebSocketSetup = true;
}

/**
 * What takes the upgrades of hot reload, without which no page hydrates in development. It is not what the public
 * `getUpgradeHandler` returns: that one belongs to the renderer behind, and lets hot reload's upgrades hang.
 */
function hotReloadUpgrades(next: object): RunningNext['upgrade'] {
  const { upgradeHandler } = next as { upgradeHandler?: RunningNext['upgrade'] };
  assert(upgradeHandler !== undefined, 'Next still has its upgradeHandler');
  return upgradeHandler;
}
