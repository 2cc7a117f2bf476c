import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PostgresServer } from '../../testing/servers/postgres-server.ts';
import { PLANT_PRELOAD } from '../plants/preload-file.ts';
import { ServerProcess } from '../server/server-process.ts';
import { TcpProxy } from './tcp-proxy.ts';

const MAIN = fileURLToPath(new URL('../server/node-main.ts', import.meta.url));
/** Whatever starts processes tries again: what a node needs may be away just then. */
const START_TRIES = 20;
const TRY_AGAIN_MS = 500;

export interface NodeOptions {
  readonly postgres: Pick<PostgresServer, 'port'>;
  /** Of the database, with the port of the server itself. */
  readonly databaseUrl: string;
  readonly redis: { readonly port: number };
  readonly plant: string | null;
  readonly cacheDir: string;
  readonly onFailure: (what: string) => void;
}

/** One node, with its own ways to PostgreSQL and Redis. */
export class Node {
  readonly server: ServerProcess;
  readonly toPostgres: TcpProxy;
  readonly toRedis: TcpProxy;

  private constructor(options: NodeOptions, toPostgres: TcpProxy, toRedis: TcpProxy) {
    this.toPostgres = toPostgres;
    this.toRedis = toRedis;
    const { plant, onFailure } = options;
    const databaseUrl = new URL(options.databaseUrl);
    databaseUrl.port = String(toPostgres.port);
    this.server = new ServerProcess({
      main: MAIN,
      preload: plant === null ? null : PLANT_PRELOAD,
      environment: {
        TORTURE_PLANT: plant ?? '',
        NODE_COMPILE_CACHE: options.cacheDir,
        DATABASE_URL: databaseUrl.href,
        REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
      },
      onFailure,
    });
  }

  static async create(options: NodeOptions): Promise<Node> {
    const toPostgres = await TcpProxy.start(options.postgres.port);
    return new Node(options, toPostgres, await TcpProxy.start(options.redis.port));
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.server.start();
      } catch (error) {
        if (tries === START_TRIES) throw error;
        await sleep(TRY_AGAIN_MS);
      }
    }
  }

  async remove(): Promise<void> {
    this.server.resume();
    await this.server.kill();
    this.toPostgres.close();
    this.toRedis.close();
  }
}
