import { type Environment, type OwnServer, startServer } from './server-process.ts';

/**
 * The servers of one worker. Rooms do not meet, so a test may have the server that the last one left as it was; one that
 * was ended or had an environment of its own goes with its test.
 */
export interface ServerPool {
  take(environment: Environment): Promise<OwnServer>;
  giveBack(server: OwnServer, environment: Environment): Promise<void>;
  close(): Promise<void>;
}

function isPlain(environment: Environment): boolean {
  return Object.keys(environment).length === 0;
}

export function createServerPool(): ServerPool {
  let spare: OwnServer | undefined;
  return {
    async take(environment) {
      if (!isPlain(environment)) return startServer(environment);
      const taken = spare;
      spare = undefined;
      if (taken?.server.wasEnded === false) return taken;
      await taken?.remove();
      return startServer(environment);
    },
    async giveBack(own, environment) {
      if (isPlain(environment) && !own.server.wasEnded && spare === undefined) spare = own;
      else await own.remove();
    },
    async close() {
      await spare?.remove();
      spare = undefined;
    },
  };
}
