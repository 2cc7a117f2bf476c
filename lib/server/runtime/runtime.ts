import { join } from 'node:path';
import { systemClock } from '#lib/shared/clock.ts';
import { NO_CHANNELS } from '../cluster/channels.ts';
import type { ClusterParts } from '../cluster/cluster.ts';
import { RedisChannels } from '../cluster/redis-channels.ts';
import { createLoopGate } from '../limits/loop-gate.ts';
import type { Part } from '../metrics/part.ts';
import { openPostgresStorage } from '../storage/postgres/postgres-storage.ts';
import { openSqliteStorage, type OpenStorage } from '../storage/sqlite/sqlite-storage.ts';
import { assembleRuntime, type RunningRuntime } from './assemble.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';

/** Puts the parts together. The only place that names concrete engines. */
export async function startRuntime(config: Config, log: Logger): Promise<RunningRuntime> {
  const { store, cluster, others = [] } = await openParts(config, log);
  const gate = createLoopGate(systemClock);
  const runtime = assembleRuntime({
    config,
    store,
    cluster,
    others,
    isOverloaded: () => gate.isOverloaded(),
    clock: systemClock,
    random: Math.random,
    onBug: (error, about) => log.error({ err: error, ...about }, 'unexpected error'),
    log,
  });
  await runtime.enterCluster();
  runtime.admin.start();
  runtime.metrics.watchProcess();
  return {
    ...runtime,
    close() {
      gate.close();
      return runtime.close();
    },
  };
}

interface OpenParts {
  readonly store: OpenStorage;
  readonly cluster?: ClusterParts;
  readonly others?: readonly Part[];
}

async function openParts(
  { dataDir, databaseUrl, databaseConnections, redisUrl }: Config,
  log: Logger,
): Promise<OpenParts> {
  if (databaseUrl === null) {
    return { store: await openSqliteStorage({ file: join(dataDir, 'scoreroom.db'), log }) };
  }
  const store = await openPostgresStorage({
    url: databaseUrl,
    maxConnections: databaseConnections,
    log,
  });
  const channels =
    redisUrl === null
      ? NO_CHANNELS
      : new RedisChannels({ url: redisUrl, log, random: Math.random });
  const onWrongClock = (offMs: number) =>
    log.warn({ offMs }, 'the clock of this machine is wrong: that of the database is used');
  const cluster = { storage: store.shared, channels, onWrongClock };
  const others: Part[] = redisUrl === null ? [] : [{ name: 'redis', isUp: () => channels.isUp }];
  return { store, cluster, others };
}
