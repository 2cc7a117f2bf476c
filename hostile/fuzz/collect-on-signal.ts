import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

// Loaded into the server that is attacked: memory that nobody holds any more is given back when it is asked for by SIGUSR2,
// so that what is left is held by somebody. Left alone, V8 keeps hundreds of megabytes for another flood.

if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  process.on('SIGUSR2', () => collect());
}
