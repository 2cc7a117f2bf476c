import { buildIfNeeded } from './build.ts';

if (await buildIfNeeded()) {
  // In this process, so that signals and the exit code are the server's own.
  Object.assign(process.env, { NODE_ENV: 'production' });
  await import('../server.ts');
} else {
  process.exitCode = 1;
}
