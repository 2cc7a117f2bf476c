import {
  ADMIN_LIMITS,
  type AdminFigures,
  type AuditLine,
  type AuditPage,
  type BulkJob,
} from '#lib/protocol/admin.ts';
import type { BulkRequest } from '#lib/protocol/admin-requests.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Rights } from '../access/rights.ts';
import type { RoomActs } from '../access/room-acts.ts';
import type { RemoveRoom } from '../access/room-removal.ts';
import type { AuditQuery, Directory } from '../directory/directory.ts';
import type { RoomService } from '../room/room-service.ts';
import { AdminBackups, type MakeBackup } from './admin-backups.ts';
import { AdminDoor } from './admin-door.ts';
import { AdminPassword } from './admin-password.ts';
import { AdminRooms } from './admin-rooms.ts';
import type { AdminSessions } from './admin-sessions.ts';
import { BulkJobs } from './bulk-jobs.ts';
import { type CommitTimes, LoopDelay } from './figures.ts';
import type { HashCost } from './password-hash.ts';
import { RoomsOverview, type LiveRoom } from './rooms-overview.ts';
import { SignInGate } from './sign-in-gate.ts';
import { Sweeper } from './sweeper.ts';

export interface AdminOptions {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly sessions: AdminSessions;
  readonly rooms: Pick<RoomService, 'withRoom'>;
  readonly acts: Pick<RoomActs, 'act'>;
  readonly rights: Rights;
  readonly remove: RemoveRoom;
  /** Lets go of a room once its work is settled. */
  readonly drop: (code: string) => Promise<void>;
  /** The rooms in memory, with the people in them. */
  readonly live: () => Iterable<LiveRoom>;
  readonly connections: () => number;
  readonly commitTimes: CommitTimes;
  readonly backup: MakeBackup;
  /** From the environment. */
  readonly password: string | null;
  readonly idleDays: number;
  readonly onBug: (error: unknown) => void;
  /** For tests, in which no second should be spent on a password. */
  readonly hashCost?: HashCost | undefined;
}

/** Everything that whoever runs the server can see and do. */
export class Admin {
  readonly sessions: AdminSessions;
  readonly door: AdminDoor;
  readonly password: AdminPassword;
  readonly overview: RoomsOverview;
  readonly rooms: AdminRooms;
  readonly jobs: BulkJobs;
  readonly sweeper: Sweeper;
  readonly backups: AdminBackups;
  readonly #options: AdminOptions;
  readonly #loop: LoopDelay;
  readonly #startedAt: number;

  constructor(options: AdminOptions) {
    this.#options = options;
    const { directory, clock, sessions, live, onBug, idleDays } = options;
    this.#startedAt = clock.monotonic();
    this.#loop = new LoopDelay(clock);
    this.sessions = sessions;
    this.password = new AdminPassword({
      directory,
      configured: options.password,
      cost: options.hashCost,
    });
    this.door = new AdminDoor({
      ...options,
      password: this.password,
      gate: new SignInGate({ clock }),
    });
    this.overview = new RoomsOverview({ directory, live, clock });
    this.rooms = new AdminRooms(options);
    this.backups = new AdminBackups({ make: options.backup, directory, clock, onBug });
    this.jobs = new BulkJobs({
      overview: this.overview,
      live,
      clock,
      onBug,
      act: (action, room) => this.rooms.act(action, room),
      record: (job, request, who) => this.#recordJob(job, request, who),
    });
    const isBusy = (code: string) => {
      for (const room of live()) if (room.code === code) return room.here > 0;
      return false;
    };
    this.sweeper = new Sweeper({
      directory,
      remove: options.remove,
      isBusy,
      clock,
      idleDays,
      onBug,
    });
  }

  /** Begins to measure and to sweep. The configured password is hashed in the background. */
  start(): void {
    this.#loop.start();
    this.sweeper.start();
    this.password.keep().catch(this.#options.onBug);
  }

  figures(): AdminFigures {
    const { connections, live, commitTimes, clock } = this.#options;
    const { rss, heapUsed } = process.memoryUsage();
    const rooms = Array.from(live());
    const loop = this.#loop.read();
    const commits = commitTimes.read();
    return {
      connections: connections(),
      rooms: rooms.filter(({ here }) => here > 0).length,
      tapsPerSecond: rooms.reduce((sum, { tapsPerSecond }) => sum + tapsPerSecond, 0),
      memoryBytes: rss,
      heapBytes: heapUsed,
      eventLoopP50Ms: loop.p50Ms,
      eventLoopP99Ms: loop.p99Ms,
      commitP50Ms: commits.p50Ms,
      commitP99Ms: commits.p99Ms,
      commitsPerSecond: commits.perSecond,
      uptimeMs: clock.monotonic() - this.#startedAt,
      jobs: this.jobs.underWay(),
    };
  }

  async audit(query: Omit<AuditQuery, 'limit'>): Promise<AuditPage> {
    const limit = ADMIN_LIMITS.pageEntries;
    const found = await this.#options.directory.audit({ ...query, limit: limit + 1 });
    const entries = found.slice(0, limit).map(lineOf);
    return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
  }

  async #recordJob(job: BulkJob, request: BulkRequest, who: string): Promise<void> {
    const { directory, clock } = this.#options;
    const { action, done, failed } = job;
    const detail = {
      action,
      boards: done,
      ...(failed > 0 ? { failed } : {}),
      ...('all' in request && request.all.text !== '' ? { text: request.all.text } : {}),
    };
    const at = clock.now();
    await directory.record({
      at,
      roomId: null,
      code: null,
      by: 'admin',
      who,
      action: 'on-many',
      detail,
    });
  }

  /** Throws `unauthorized` for anybody else. */
  async assertAdmin(secret: string | null, { isAlive }: { isAlive: boolean }): Promise<void> {
    const check = isAlive ? 'isAdmin' : 'peek';
    if (secret !== null && (await this.sessions[check](secret)) !== null) return;
    throw new ScoreroomError('unauthorized', { message: 'Sign in at /admin.' });
  }

  async close(): Promise<void> {
    this.#loop.close();
    await Promise.all([this.sweeper.close(), this.jobs.close()]);
  }
}

function lineOf({ id, at, code, by, who, action, detail }: AuditLine): AuditLine {
  return { id, at, code, by, who, action, detail };
}
