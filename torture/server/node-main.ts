import { RedisChannels } from '#lib/server/cluster/redis-channels.ts';
import { openPostgresStorage } from '#lib/server/storage/postgres/postgres-storage.ts';
import { setClockOff } from './clock-off.ts';
import { Torment } from './kill-points.ts';
import { serve } from './serve.ts';

// One of the nodes that are tortured, as a process of its own. What it logs is read where it ends although nobody asked.

const environment = (name: string) => process.env[name] ?? '';
const write = (fields: object, message: string) =>
  console.error(new Date().toISOString(), message, JSON.stringify(fields));
const log = { warn: write, error: write };

setClockOff(Number(environment('CLOCK_OFF_MS')));
const store = await openPostgresStorage({ url: environment('DATABASE_URL'), log });
const url = environment('REDIS_URL');
await serve({
  store,
  torment: new Torment(),
  cluster: {
    storage: store.shared,
    channels: new RedisChannels({ url, log, random: Math.random }),
    onWrongClock: (offMs) => log.warn({ offMs }, 'the clock is wrong'),
  },
});
