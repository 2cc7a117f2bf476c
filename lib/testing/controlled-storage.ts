import type { CommitResult, RoomCommit, RoomStorage } from '#lib/server/storage/room-storage.ts';

type Fate = 'pass' | 'fail-before' | 'fail-after';

/** A storage whose commits a test can hold back, and let fail before or after they were written. */
export interface ControlledStorage extends RoomStorage {
  readonly commits: readonly RoomCommit[];
  loads: number;
  /** So many loads fail from now on. */
  failingLoads: number;
  /** Commits wait from now on. */
  hold(): void;
  /** Lets what waits go on, and later commits pass at once. */
  release(): void;
  /** The next commit ends like this. */
  next(fate: Fate): void;
}

export function controlStorage(storage: RoomStorage): ControlledStorage {
  const commits: RoomCommit[] = [];
  const fates: Fate[] = [];
  let gate: Promise<void> | null = null;
  let open = () => {};
  return {
    commits,
    loads: 0,
    failingLoads: 0,
    hold() {
      gate = new Promise((resolve) => (open = resolve));
    },
    release() {
      gate = null;
      open();
    },
    next: (fate) => void fates.push(fate),
    create: (room) => storage.create(room),
    load(code) {
      this.loads += 1;
      if (this.failingLoads > 0) {
        this.failingLoads -= 1;
        return Promise.reject(new Error('the disk is away'));
      }
      return storage.load(code);
    },
    loadMark: (roomId, clientId) => storage.loadMark(roomId, clientId),
    findOutcomes: (roomId, clientId, from, to) => storage.findOutcomes(roomId, clientId, from, to),
    loadMarks: (...query) => storage.loadMarks(...query),
    loadChanges(roomId, since) {
      this.loads += 1;
      if (this.failingLoads > 0) {
        this.failingLoads -= 1;
        return Promise.reject(new Error('the disk is away'));
      }
      return storage.loadChanges(roomId, since);
    },
    turn: (roomId) => storage.turn(roomId),
    async commit(commit): Promise<CommitResult> {
      commits.push(commit);
      const fate = fates.shift() ?? 'pass';
      if (gate !== null) await gate;
      if (fate === 'fail-before') throw new Error('the disk is full');
      const result = await storage.commit(commit);
      if (fate === 'fail-after') throw new Error('the answer was lost');
      return result;
    },
    findEvent: (roomId, version) => storage.findEvent(roomId, version),
    findLastTap: (roomId, clientId, device) => storage.findLastTap(roomId, clientId, device),
    log: (roomId, query) => storage.log(roomId, query),
    archives: (roomId) => storage.archives(roomId),
    check: () => storage.check(),
    close: () => storage.close(),
  };
}
