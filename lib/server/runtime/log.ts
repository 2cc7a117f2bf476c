import { destination, pino, type Logger } from 'pino';
import type { Config } from './config.ts';

export type { Logger } from 'pino';

/** JSON lines on stderr, so that stdout is free for what a person is told at the start. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino(
    {
      level: logLevel,
      base: null,
      redact: ['*.hostKey', '*.authorization', '*.cookie', '*.clientId'],
    },
    destination({ fd: 2, sync: true }),
  );
}
