import type { Board } from '#lib/board/board.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { RoomStorage } from '../storage/room-storage.ts';

/** How soon a room asks again for what the storage holds, when it could not be read after a failed commit. */
const RELOAD_RETRY_MS = 250;

export interface KeptBoardOptions {
  readonly roomId: number;
  readonly storage: RoomStorage;
  readonly clock: Clock;
  /** Keeps the room in memory until the work is done. */
  readonly track: (work: Promise<void>) => void;
  /** Hears of a board that the storage turned out to hold. */
  readonly reloaded: (board: Board, isOtherEpoch: boolean) => void;
}

/** A room's board as the storage holds it, and whether that is known for now. */
export class KeptBoard {
  readonly #options: KeptBoardOptions;
  #board: Board;
  /** Whether the storage may hold more than `#board`: after a commit of unknown outcome, until the next look. */
  #isStale = false;
  #cancelRetry: () => void = () => {};

  constructor(board: Board, options: KeptBoardOptions) {
    this.#board = board;
    this.#options = options;
  }

  get isStale(): boolean {
    return this.#isStale;
  }

  /** The last board that was known to be committed. */
  get latest(): Board {
    return this.#board;
  }

  /** The board, for whoever is given it. Throws where it is not known for now. */
  get known(): Board {
    if (this.#isStale) throw new ScoreroomError('storage_unavailable');
    return this.#board;
  }

  committed(board: Board): void {
    this.#board = board;
  }

  /** Takes over what the storage holds. */
  async reload(): Promise<void> {
    const { storage, roomId, reloaded } = this.#options;
    const board = await storage.loadChanges(roomId, this.#board);
    if (board === null) throw new ScoreroomError('room_not_found');
    const isOtherEpoch = board.epoch !== this.#board.epoch;
    this.#board = board;
    this.#isStale = false;
    reloaded(board, isOtherEpoch);
  }

  /**
   * The same after a failure, when nobody knows what was written; and where the storage cannot be read, again and again: a quiet
   * room has no next commit to find out by.
   */
  async recover(): Promise<void> {
    this.#isStale = true;
    await this.reload().catch(() => this.#retry());
  }

  close(): void {
    this.#cancelRetry();
  }

  #retry(): void {
    const { clock, track } = this.#options;
    this.#cancelRetry();
    this.#cancelRetry = clock.after(RELOAD_RETRY_MS, () => {
      if (this.#isStale) track(this.recover());
    });
  }
}
