import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres, type PostgresServer } from '../../testing/servers/postgres-server.ts';
import { startRedis, type RedisServer } from '../../testing/servers/redis-server.ts';
import { scoreroom } from '../peers/scoreroom.ts';
import { ServerProcess } from '../process/server-process.ts';

/** Two nodes as they are deployed, on a PostgreSQL and a Redis that are theirs alone; all on this machine. */
export interface TwoNodes {
  readonly a: ServerProcess;
  readonly b: ServerProcess;
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  close(): Promise<void>;
}

export async function startTwoNodes(): Promise<TwoNodes> {
  const dataDir = await mkdtemp(join(tmpdir(), 'scoreroom-bench-'));
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const databaseUrl = await postgres.createDatabase('bench');
  const appDir = fileURLToPath(new URL('../..', import.meta.url));
  const node = async (name: string) => {
    const { env, ...command } = scoreroom.command({ appDir, dataDir: join(dataDir, name) });
    const shared = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, LOG_LEVEL: 'error' };
    const server = new ServerProcess({ ...command, env: { ...env, ...shared } }, { core: null });
    await server.start();
    return server;
  };
  const a = await node('a');
  const b = await node('b');
  return {
    a,
    b,
    redis,
    postgres,
    async close() {
      await Promise.all([a.kill(), b.kill()]);
      await Promise.all([postgres.remove(), redis.remove()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
