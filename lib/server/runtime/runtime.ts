import { join } from 'node:path';
import { systemClock } from '#lib/shared/clock.ts';
import { createLoopGate } from '../limits/loop-gate.ts';
import { openPostgresStorage } from '../storage/postgres/postgres-storage.ts';
import { openSqliteStorage, type OpenStorage } from '../storage/sqlite-storage.ts';
import { assembleRuntime, type RunningRuntime } from './assemble.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';

/** Puts the parts together. The only place that names concrete engines. */
export async function startRuntime(config: Config, log: Logger): Promise<RunningRuntime> {
  const store = await openStorage(config, log);
  const gate = createLoopGate(systemClock);
  const runtime = assembleRuntime({
    config,
    store,
    isOverloaded: () => gate.isOverloaded(),
    clock: systemClock,
    random: Math.random,
    onBug: (error) => log.error({ err: error }, 'unexpected error'),
  });
  runtime.admin.start();
  return {
    ...runtime,
    close() {
      gate.close();
      return runtime.close();
    },
  };
}

function openStorage({ dataDir, databaseUrl }: Config, log: Logger): Promise<OpenStorage> {
  return databaseUrl === null
    ? openSqliteStorage({ file: join(dataDir, 'scoreroom.db'), log })
    : openPostgresStorage({ url: databaseUrl, log });
}
