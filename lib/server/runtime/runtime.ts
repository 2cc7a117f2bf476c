import { join } from 'node:path';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { createOriginPolicy } from '../http/origin.ts';
import { publicOrigin } from '../http/public-origin.ts';
import { RoomRegistry } from '../room/room-registry.ts';
import { RoomService } from '../room/room-service.ts';
import { createAudience, Gateway } from '../socket/gateway.ts';
import { createSocketServer, type SocketServer } from '../socket/socket-server.ts';
import { openSqliteStorage } from '../storage/sqlite-storage.ts';
import type { Config } from './config.ts';
import type { Runtime } from './current.ts';
import type { Logger } from './log.ts';

/** How long a room stays in memory after the last person has left it. */
const ROOM_IDLE_MS = 60_000;
/** Clients that are sent away come back over this long. */
const DRAIN_SPREAD_MS = 2_000;
/** Taps are finished for at most this long before the connections are closed; then no more can come. */
const DRAIN_LIMIT_MS = 2_000;
/** How long the goodbye may take to reach them. */
const DRAIN_GRACE_MS = 250;

export interface RunningRuntime extends Runtime {
  readonly sockets: SocketServer;
  /** Names the part that cannot serve, or null where all can. */
  unready(): Promise<string | null>;
  /** Refuses new work, finishes the old, sends clients away and lets go of everything. May be called twice. */
  close(): Promise<void>;
}

/** Puts the parts together. The only place that names concrete engines. */
export async function startRuntime(config: Config, log: Logger): Promise<RunningRuntime> {
  const clock = systemClock;
  const onBug = (error: unknown) => log.error({ err: error }, 'unexpected error');
  const storage = await openSqliteStorage({ file: join(config.dataDir, 'scoreroom.db'), log });
  const origins = createOriginPolicy(config);
  const sockets = createSocketServer(origins);
  const registry = new RoomRegistry({
    storage,
    clock,
    onBug,
    audience: createAudience(sockets.io),
    deltaIntervalMs: TIMINGS.deltaIntervalMs,
    idleMs: ROOM_IDLE_MS,
  });
  const gateway = new Gateway({ io: sockets.io, registry, clock, onBug, random: Math.random });
  let closing: Promise<void> | null = null;

  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const close = async () => {
    gateway.drain(DRAIN_SPREAD_MS);
    await Promise.race([registry.settled(), wait(DRAIN_LIMIT_MS)]);
    await wait(DRAIN_GRACE_MS);
    await gateway.close();
    await registry.close();
    await storage.close();
  };

  return {
    rooms: new RoomService({ registry, storage, clock }),
    origins,
    sockets,
    publicOrigin: (headers) => publicOrigin(headers, config),
    onBug,
    async unready() {
      if (closing !== null) return 'draining';
      return storage.check().then(
        () => null,
        () => 'storage',
      );
    },
    close: () => (closing ??= close()),
  };
}
