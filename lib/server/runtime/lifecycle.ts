import type { Logger } from './log.ts';

/** A shutdown that takes longer than this is cut short: what was acknowledged is on disk anyway. */
const SHUTDOWN_LIMIT_MS = 20_000;

/**
 * Closes once, on SIGTERM or SIGINT, or on an error that nothing caught: then the state of the process is not known, and
 * a fresh one is safer than this one.
 */
export function onShutdown(log: Logger, close: () => Promise<void>): void {
  let isClosing = false;
  const shutdown = (reason: string, exitCode: number) => {
    // Ctrl-C comes twice at once, from the terminal and from whoever started this program and passes it on.
    if (isClosing) return;
    isClosing = true;
    log.info({ reason }, 'shutting down');
    setTimeout(() => {
      log.error('shutdown took too long');
      process.exit(1);
    }, SHUTDOWN_LIMIT_MS).unref();
    close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ err: error }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => shutdown(signal, 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      shutdown(event, 1);
    });
  }
}
