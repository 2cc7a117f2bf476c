import { SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { MakeBackup } from '../admin/admin-backups.ts';
import { Admin } from '../admin/admin.ts';
import { AdminSessions } from '../admin/admin-sessions.ts';
import { CommitTimes } from '../admin/figures.ts';
import type { HashCost } from '../admin/password-hash.ts';
import { Audit } from '../access/audit.ts';
import { createAccess } from '../access/create-access.ts';
import { credentialsOf, ADDRESS_HEADER } from '../access/credentials.ts';
import { DeviceMoves } from '../access/device-moves.ts';
import { Exchange } from '../access/exchange.ts';
import { Links } from '../access/links.ts';
import { Rights } from '../access/rights.ts';
import { RoomActs } from '../access/room-acts.ts';
import { createRoomRemoval } from '../access/room-removal.ts';
import { Cluster, type ClusterParts } from '../cluster/cluster.ts';
import type { Directory } from '../directory/directory.ts';
import { createOriginPolicy } from '../http/origin.ts';
import { publicOrigin } from '../http/public-origin.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings } from '../limits/limit-settings.ts';
import { Limits } from '../limits/limits.ts';
import type { Load } from '../limits/loop-gate.ts';
import { RoomCap } from '../limits/room-cap.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { Part } from '../metrics/part.ts';
import { RoomRegistry } from '../room/room-registry.ts';
import { RoomService } from '../room/room-service.ts';
import type { Connection, DetailLog } from '../socket/connection.ts';
import { Crowd } from '../socket/crowd.ts';
import { createAudience, Gateway } from '../socket/gateway.ts';
import { OnTheirWay } from '../socket/on-their-way.ts';
import { createSocketServer, type SocketServer } from '../socket/socket-server.ts';
import { drainSpreadMs } from '../socket/spread.ts';
import type { RoomStorage } from '../storage/room-storage.ts';
import type { Config } from './config.ts';
import type { Runtime } from './current.ts';
import { UnderWay } from './under-way.ts';

/** How long a room stays in memory after the last person has left it. */
const ROOM_IDLE_MS = 60_000;
/** How long the goodbye may take to reach everyone; until then taps are taken. */
const DRAIN_GRACE_MS = 250;
/** What is under way then is finished for at most this long before the connections are closed. */
const DRAIN_LIMIT_MS = 5_000;

/** Asked for its total. */
const ONE_ROOM = { order: 'code', descending: false, offset: 0, limit: 1 } as const;

export interface RunningRuntime extends Runtime {
  readonly sockets: SocketServer;
  readonly gateway: Gateway;
  readonly registry: RoomRegistry;
  readonly rights: Rights;
  /** What this node tells of itself in figures. */
  readonly metrics: Metrics;
  /** Requests for pages and by REST that wait for their answer. */
  readonly requests: UnderWay;
  /** Where it is one of several nodes: begins to look at what the others do. To be awaited before anybody is served. */
  enterCluster(): Promise<void>;
  /** Whether the server is leaving: nobody new is served. */
  isLeaving(): boolean;
  /** Names the part that cannot serve, or null where all can. */
  unready(): Promise<string | null>;
  /** Refuses new work, finishes the old, sends clients away and lets go of everything. May be called twice. */
  close(): Promise<void>;
}

/** What is kept, behind its two ports. */
export interface Store {
  readonly rooms: RoomStorage;
  readonly directory: Directory;
  readonly backup: MakeBackup;
  close(): Promise<void>;
}

export interface Parts {
  readonly config: Pick<
    Config,
    'publicUrl' | 'allowedOrigins' | 'host' | 'adminPassword' | 'roomIdleDays'
  > & {
    /** @default DEFAULT_LIMIT_SETTINGS */
    readonly limits?: LimitSettings;
  };
  readonly store: Store;
  readonly clock: Clock;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
  /** Hears of a bug, and of the request or the connection that met it. */
  readonly onBug: (error: unknown, about?: object) => void;
  /** @default a log that says nothing */
  readonly log?: DetailLog;
  /** What there is besides the storage that may be away. @default nothing */
  readonly others?: readonly Part[];
  /** How far behind the event loop is. @default never */
  readonly isOverloaded?: () => Load;
  /** What makes it one of several nodes. @default it is alone */
  readonly cluster?: ClusterParts | undefined;
  /** How long the goodbye may take to reach everyone. @default DRAIN_GRACE_MS */
  readonly graceMs?: number;
  /** What the admin's password costs to try. @default HASH_COST */
  readonly hashCost?: HashCost | undefined;
}

/** Puts the engines together, whichever they are: the server's own, or those of a test. */
export function assembleRuntime(parts: Parts): RunningRuntime {
  const { config, store, random, onBug, graceMs = DRAIN_GRACE_MS } = parts;
  const cluster = parts.cluster && new Cluster({ ...parts.cluster, clock: parts.clock, onBug });
  const clock = cluster?.clock ?? parts.clock;
  const { directory } = store;
  const metrics = new Metrics();
  const commitTimes = new CommitTimes(clock, (...commit) => metrics.rooms.committed(...commit));
  const storage = commitTimes.measured(store.rooms);
  const { publicUrl } = config;
  const origins = createOriginPolicy(config);
  const { limits: limitSettings = DEFAULT_LIMIT_SETTINGS } = config;
  const { isOverloaded = () => 'no', log = { debug: () => undefined } } = parts;
  const limits = new Limits({ clock, settings: limitSettings, isOverloaded });
  const sockets = createSocketServer({ origins, limits, clock });
  const crowd = new Crowd<Connection>();
  const onTheirWay = new OnTheirWay();
  const registry = new RoomRegistry({
    storage,
    clock,
    onBug,
    observer: metrics.rooms,
    audience: createAudience({
      io: sockets.io,
      crowd,
      clock,
      onTold: (...told) => metrics.rooms.told(...told),
    }),
    deltaIntervalMs: SERVER_TIMINGS.deltaIntervalMs,
    news: cluster?.bus,
    idleMs: ROOM_IDLE_MS,
  });
  const rooms = new RoomService({ registry, storage, clock });
  const roomCap = new RoomCap({
    clock,
    maxRooms: limitSettings.maxRooms,
    count: async () => (await directory.rooms(ONE_ROOM)).total,
  });
  const rights = new Rights();
  const sessions = new AdminSessions({ directory, clock });
  const isAdmin = (secret: string, now: number) => sessions.isAdmin(secret, now);
  const moves = new DeviceMoves({ directory, rooms, rights, onBug });
  const access = createAccess({ directory, moves, clock, isAdmin, onBug });
  const audit = new Audit({ directory, clock, onBug });
  const acts = new RoomActs(audit);
  const exchange = new Exchange({ access, directory, moves, clock });
  const drop = (code: string) => registry.drop(code);
  const removeRoom = createRoomRemoval({ directory, rights, drop, clock });
  const gateway = new Gateway({
    onTheirWay,
    io: sockets.io,
    crowd,
    registry,
    access,
    acts,
    rights,
    limits,
    publicUrl,
    clock,
    random,
    onBug,
    others: cluster?.bus,
    log,
  });
  const admin = new Admin({
    directory,
    clock,
    sessions,
    rooms,
    acts,
    rights,
    drop,
    commitTimes,
    backup: (to) => store.backup(to),
    onBug,
    remove: removeRoom,
    *live() {
      for (const { code, tapsPerSecond } of registry.rooms())
        yield {
          code,
          tapsPerSecond,
          here: crowd.peopleIn(code) + (cluster?.bus.peopleIn(code) ?? 0),
        };
    },
    connections: () => sockets.io.engine.clientsCount,
    password: config.adminPassword,
    idleDays: config.roomIdleDays,
    hashCost: parts.hashCost,
  });
  let opened = 0;
  sockets.io.on('connection', () => void (opened += 1));
  metrics.watchPart({ name: 'storage', isUp: () => storage.check().then(() => true) });
  for (const part of parts.others ?? []) metrics.watchPart(part);
  metrics.watchLive({
    connections: () => sockets.io.engine.clientsCount,
    connectionsOpened: () => opened,
    roomsInMemory: () => registry.size,
    people: () => gateway.people,
    waiting: () => onTheirWay.total,
    load: isOverloaded,
    isLeaving: () => closing !== null,
  });
  const requests = new UnderWay();
  let closing: Promise<void> | null = null;

  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const finished = async () => {
    await requests.settled();
    await registry.settled();
  };
  const close = async () => {
    sockets.stopAdmitting();
    gateway.drain(drainSpreadMs(sockets.io.engine.clientsCount));
    await admin.close();
    if (graceMs > 0) await wait(graceMs);
    gateway.refuseAll();
    await Promise.race([finished(), wait(DRAIN_LIMIT_MS)]);
    await gateway.close();
    await moves.settled();
    await registry.close();
    await cluster?.close();
    await store.close();
    metrics.close();
  };

  return {
    admin,
    rooms,
    access,
    acts,
    exchange,
    audit,
    removeRoom,
    crowd,
    onTheirWay,
    directory,
    origins,
    publicUrl,
    sockets,
    gateway,
    registry,
    rights,
    limits,
    metrics,
    requests,
    isLeaving: () => closing !== null,
    onBug,
    enterCluster: async () => cluster?.enter(registry, rights),
    async createRoom(headers, room) {
      limits.assertMayCreate(headers.get(ADDRESS_HEADER) ?? '');
      await roomCap.take();
      return rooms.create(room);
    },
    links: new Links({
      directory,
      clock,
      rights,
    }),
    publicOrigin: (headers) => publicOrigin(headers, config),
    credentialsOf(headers) {
      const address = headers.get(ADDRESS_HEADER) ?? '';
      return credentialsOf((name) => headers.get(name), {
        publicUrl,
        address,
      });
    },
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
