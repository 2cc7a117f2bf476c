import { createServer } from 'node:http';
import { announce } from '#lib/server/runtime/announce.ts';
import { readConfig } from '#lib/server/runtime/config.ts';
import { setRuntime } from '#lib/server/runtime/current.ts';
import { createDispatcher } from '#lib/server/runtime/dispatcher.ts';
import { onShutdown } from '#lib/server/runtime/lifecycle.ts';
import { createLog } from '#lib/server/runtime/log.ts';
import { startPages } from '#lib/server/runtime/pages.ts';
import { startRuntime } from '#lib/server/runtime/runtime.ts';
import { removeRunFile, writeRunFile } from '#lib/server/runtime/run-file.ts';
import { failStart } from '#lib/server/runtime/start-failure.ts';
import { answerWhileStarting } from '#lib/server/runtime/while-starting.ts';

const config = readConfig(process.env);
if (!config.ok) failStart(config.error);

const log = createLog(config.value);
const http = createServer({
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 12_000,
  // Both times are looked at this often; without it only every 30 s, and a slow sender would have that long.
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 10_000,
});
// More than those that are in a room: some ask for pages at this moment.
http.maxConnections = config.value.limits.maxConnections + 5_000;
http.once('error', failStart);
const { port, host } = config.value;
const listen = () => new Promise<void>((resolve) => http.listen(port, host, resolve));

// A database of one's own is there or is not; another server's may be long in coming, and balancers ask meanwhile.
const isShared = config.value.databaseUrl !== null;
const stopWaiting = answerWhileStarting(http);
if (isShared) await listen();
const runtime = await startRuntime(config.value, log).catch(failStart);
setRuntime(runtime);
const pages = await startPages({ config: config.value, http, runtime, log }).catch(failStart);
const { metricsToken } = config.value;
const dispatcher = createDispatcher({ runtime, pages, metricsToken, log });
const setupToken = await runtime.admin.password.setupToken().catch(failStart);
stopWaiting();
http.on('request', dispatcher.onRequest);
http.on('upgrade', dispatcher.onUpgrade);

// What is in PostgreSQL has commands of its own, and such a server writes to no disk.
const dataDir = isShared ? null : config.value.dataDir;
if (!isShared) await listen();
if (dataDir !== null) writeRunFile(dataDir, http, runtime.admin.backups.operatorSecret);
announce(config.value, http, { setupToken });

onShutdown(log, async () => {
  if (dataDir !== null) removeRunFile(dataDir);
  // Until then whoever asks, a balancer too, is told that this server leaves.
  await runtime.close();
  http.close();
  http.closeAllConnections();
  await pages.close();
});
