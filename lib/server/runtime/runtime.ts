import { join } from 'node:path';
import { systemClock } from '#lib/shared/clock.ts';
import { createLoopGate } from '../limits/loop-gate.ts';
import { openSqliteStorage } from '../storage/sqlite-storage.ts';
import { assembleRuntime, type RunningRuntime } from './assemble.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';

/** Puts the parts together. The only place that names concrete engines. */
export async function startRuntime(config: Config, log: Logger): Promise<RunningRuntime> {
  const file = join(config.dataDir, 'scoreroom.db');
  const store = await openSqliteStorage({ file, log });
  const gate = createLoopGate(systemClock);
  const runtime = assembleRuntime({
    config,
    store,
    isOverloaded: () => gate.isOverloaded(),
    clock: systemClock,
    random: Math.random,
    onBug: (error, about) => log.error({ err: error, ...about }, 'unexpected error'),
    log,
  });
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
