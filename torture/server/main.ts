import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openSqliteStorage } from '#lib/server/storage/sqlite/sqlite-storage.ts';
import { Torment } from './kill-points.ts';
import { serve } from './serve.ts';

// The server that is alone and tortured, as a process of its own. It dies where it is told to.

const torment = new Torment();
const store = await openSqliteStorage({
  file: join(process.env['DATA_DIR'] ?? '.', 'scoreroom.db'),
  startWorker: (setup) =>
    new Worker(new URL('./storage-worker.ts', import.meta.url), {
      workerData: { ...setup, torment: torment.shared },
      name: 'scoreroom-storage',
    }),
});
await serve({ store, torment });
