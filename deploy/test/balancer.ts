import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BalancerName } from './find-balancer.ts';

const START_LIMIT_MS = 15_000;
const NODES = ['scoreroom-1:3000', 'scoreroom-2:3000'] as const;

interface Setup {
  readonly file: string;
  /** What stands for the balancer's own address, and for places that only root can write. */
  readonly replaced: (own: { port: number; directory: string }) => Readonly<Record<string, string>>;
  readonly args: (file: string) => readonly string[];
}

const SETUPS: Readonly<Record<BalancerName, Setup>> = {
  nginx: {
    file: 'deploy/nginx/nginx.conf',
    replaced: ({ port, directory }) => ({
      'listen 80;': `listen 127.0.0.1:${port};`,
      '/tmp/nginx': join(directory, 'nginx'),
      'worker_processes auto;': 'worker_processes 1;',
      'worker_connections 50000;': 'worker_connections 500;',
    }),
    args: (file) => ['-c', file, '-e', 'stderr', '-g', 'daemon off;'],
  },
  haproxy: {
    file: 'deploy/haproxy/haproxy.cfg',
    replaced: ({ port }) => ({
      'bind :80': `bind 127.0.0.1:${port}`,
      'maxconn 50000': 'maxconn 500',
    }),
    args: (file) => ['-db', '-f', file],
  },
  caddy: {
    file: 'deploy/caddy/Caddyfile',
    replaced: ({ port }) => ({
      '{$SITE_ADDRESS::80}': `http://127.0.0.1:${port}`,
      'grace_period 30s': 'grace_period 1s\n\tadmin off',
    }),
    args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
  },
};

/** A balancer with its configuration as it is delivered, but for ports and places. */
export class Balancer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(url: string, child: ChildProcess, directory: string) {
    this.url = url;
    this.#child = child;
    this.#directory = directory;
  }

  /** @param nodes where the two nodes are, as `127.0.0.1:3001` */
  static async start(
    name: BalancerName,
    program: string,
    nodes: readonly [string, string],
  ): Promise<Balancer> {
    const { file, replaced, args } = SETUPS[name];
    const directory = mkdtempSync(join(tmpdir(), `scoreroom-${name}-`));
    const port = await freePort();
    let text = readFileSync(file, 'utf8');
    const places = { ...replaced({ port, directory }), [NODES[0]]: nodes[0], [NODES[1]]: nodes[1] };
    for (const [from, to] of Object.entries(places)) {
      if (!text.includes(from)) throw new Error(`${file} has no "${from}" any more.`);
      text = text.replaceAll(from, to);
    }
    const rendered = join(directory, 'configuration');
    writeFileSync(rendered, text);
    const child = spawn(program, args(rendered), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: directory },
    });
    let printed = '';
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
    const balancer = new Balancer(`http://127.0.0.1:${port}`, child, directory);
    try {
      await listens(port, () => child.exitCode !== null);
    } catch (cause) {
      await balancer.stop();
      throw new Error(`${name} does not listen:\n${printed}`, { cause });
    }
    return balancer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(timer);
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listens(port: number, hasEnded: () => boolean): Promise<void> {
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until && !hasEnded()) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error('Nothing listens there.');
}
