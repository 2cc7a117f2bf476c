import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TapClient } from '../client/tap-client.ts';
import { clientOptions, memoryPeer, tapOnlyViewer } from './memory-peer.ts';
import type { Peer, ViewerOptions } from './peer.ts';

const LACKS =
  'in memory, no acknowledgement, no room for a viewer that was away, and no limit on anybody';
const MERGE = { MERGE_MS: '50' };

const createViewer = (options: ViewerOptions) =>
  tapOnlyViewer(new TapClient(clientOptions(options)), options.target.url);

export const wsPerTap: Peer = memoryPeer({
  name: 'ws-per-tap',
  about: `bare ws, the changed score to all on each tap; ${LACKS}`,
  defaultRate: 400,
  abilities: ['rooms'],
  script: new URL('servers/ws-server.ts', import.meta.url),
  createViewer,
});

export const wsMerged: Peer = memoryPeer({
  name: 'ws-merged',
  about: `bare ws, one merged frame per 50 ms, encoded once and written to the TCP sockets; ${LACKS}: the limit on Node`,
  defaultRate: 4_000,
  abilities: ['rooms'],
  script: new URL('servers/ws-server.ts', import.meta.url),
  env: MERGE,
  createViewer,
});

const bunServer = memoryPeer({
  name: 'bun',
  about: `Bun (uWebSockets), server.publish of one merged message per 50 ms; ${LACKS}: the limit of a native server`,
  defaultRate: 4_000,
  abilities: ['rooms'],
  script: new URL('servers/bun-server.ts', import.meta.url),
  env: MERGE,
  createViewer,
});

/** Its binary comes with the npm package; where the install script was not run, a text stands in its place. */
export const bun: Peer = {
  ...bunServer,
  missing: () => (runs(bunBinary()) ? null : 'the package bun has no binary for this system'),
  command: (options) => ({ ...bunServer.command(options), runtime: bunBinary() }),
};

function bunBinary(): string {
  return fileURLToPath(new URL('bin/bun.exe', import.meta.resolve('bun/package.json')));
}

function runs(binary: string): boolean {
  return spawnSync(binary, ['--version']).status === 0;
}
