import { Worker } from 'node:worker_threads';

// Loaded into a server before its own code: prints each room that it asks its storage for.

const send = Reflect.get(Worker.prototype, 'postMessage') as (...args: unknown[]) => void;

Worker.prototype.postMessage = function postWatched(this: Worker, ...args: unknown[]) {
  const { operation } = (args[0] ?? {}) as { operation?: { type: string; code: string } };
  if (operation?.type === 'load') console.log(`load ${operation.code}`);
  Reflect.apply(send, this, args);
};
