import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/tools/find-program.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

/** A Redis of its own, which keeps nothing on the disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Starts it again after `stop` or `kill`, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** It holds its connections, and answers nothing until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes all of it. */
  remove(): Promise<void>;
}

/** Why there is none to be had; null where there is. */
export function whyNoRedis(): string | null {
  return findProgram('redis-server') === null ? 'Redis is not installed (npm run servers)' : null;
}

/** @param settings such as `--maxmemory 1mb`, each word by itself */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const file = findProgram('redis-server');
  if (file === null) throw new Error(whyNoRedis() ?? '');
  const directory = await mkdtemp(join(tmpdir(), 'scoreroom-redis-'));
  const port = await freePort();
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  const server = new ServerProcess({
    file,
    args: [...place, '--save', '', '--appendonly', 'no', ...settings],
    cwd: directory,
    probe: () => ping(port),
  });
  await server.start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start: () => server.start(),
    stop: () => server.signal('SIGTERM'),
    kill: () => server.signal('SIGKILL'),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    async remove() {
      await server.signal('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function ping(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!answer.toString().startsWith('+PONG')) throw new Error(answer.toString());
  } finally {
    socket.destroy();
  }
}
