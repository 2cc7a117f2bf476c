import { DELETED_GRACE_DAYS } from '#lib/protocol/admin.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { RemoveRoom } from '../access/room-removal.ts';
import type { Directory, Doors } from '../directory/directory.ts';

const DAY_MS = 24 * 60 * 60_000;
const EVERY_MS = 60 * 60_000;
/** The start of a server has better things to do. */
const FIRST_AFTER_MS = 60_000;
/** Rooms that are looked for at a time, and the pause between: others want the storage too. */
const BATCH = 50;
const PAUSE_MS = 250;
/** Audit entries are forgotten after this long. */
const AUDIT_DAYS = 400;
/** A wall clock that moved this much more than time did is wrong now, or was: nothing is erased on its word. */
const CLOCK_TRUST_MS = 12 * 60 * 60_000;

export interface SweeperOptions {
  readonly directory: Pick<Directory, 'expired' | 'forgetAudit' | 'record'>;
  readonly remove: RemoveRoom;
  /** Whether somebody is in the room now: it does not rest then, however long ago its last change was. */
  readonly isBusy: (code: string) => boolean;
  readonly clock: Clock;
  /** Days without any change after which a room is erased. */
  readonly idleDays: number;
  readonly onBug: (error: unknown) => void;
}

/** Erases rooms that have rested too long or were deleted a week ago, every hour, a few at a time. */
export class Sweeper {
  readonly #options: SweeperOptions;
  #cancel: (() => void) | null = null;
  #sweep: Promise<void> | null = null;
  #isClosed = false;
  /** The wall clock when the monotonic one was 0, as it was last believed. */
  #origin: number;

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#origin = originOf(options.clock);
  }

  start(): void {
    this.#after(FIRST_AFTER_MS);
  }

  /** One round. @returns how many rooms were erased */
  async sweep(): Promise<number> {
    const { directory, clock, idleDays } = this.#options;
    if (!this.#isClockSteady()) return 0;
    const now = clock.now();
    const times = {
      deletedBefore: now - DELETED_GRACE_DAYS * DAY_MS,
      idleSince: now - idleDays * DAY_MS,
    };
    let erased = 0;
    while (!this.#isClosed) {
      const found = await directory.expired({ ...times, limit: BATCH });
      let gone = 0;
      for (const room of found) if (!this.#isClosed && (await this.#erase(room))) gone += 1;
      erased += gone;
      // What could not be erased now is found again next hour.
      if (found.length < BATCH || gone === 0) break;
      await new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));
    }
    await directory.forgetAudit(now - AUDIT_DAYS * DAY_MS);
    return erased;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#sweep;
  }

  async #erase(room: Doors): Promise<boolean> {
    const { remove, directory, clock, isBusy, onBug } = this.#options;
    const { roomId, code, deletedAt } = room;
    if (deletedAt === null && isBusy(code)) return false;
    try {
      await remove({ roomId, code });
      await directory.record({
        at: clock.now(),
        roomId: null,
        code,
        by: 'admin',
        who: null,
        action: 'erase-room',
        detail: { because: deletedAt === null ? 'idle' : 'deleted' },
      });
      return true;
    } catch (error) {
      onBug(error);
      return false;
    }
  }

  /** After a jump of the wall clock one round is left out; from then on the new time counts. */
  #isClockSteady(): boolean {
    const origin = originOf(this.#options.clock);
    const isSteady = Math.abs(origin - this.#origin) < CLOCK_TRUST_MS;
    this.#origin = origin;
    return isSteady;
  }

  #after(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.#sweep = this.sweep()
        .then(() => {})
        .catch(this.#options.onBug)
        .finally(() => this.#after(EVERY_MS));
    });
  }
}

function originOf(clock: Clock): number {
  return clock.now() - clock.monotonic();
}
