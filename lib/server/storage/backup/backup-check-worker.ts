import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '#lib/shared/assert.ts';
import { sealBackup } from './backup-check.ts';

// A thread of its own: reading through a large backup takes seconds, in which commits go on.

assert(parentPort !== null, 'this module is the main module of a thread');
// What is thrown ends the thread and comes out as its `error`.
parentPort.postMessage(sealBackup(workerData as string));
