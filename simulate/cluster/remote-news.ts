import type { Board } from '#lib/board/board.ts';
import { FanOut } from '#lib/server/room/fan-out.ts';
import { Room, type RoomOptions } from '#lib/server/room/room.ts';
import type { Delta } from '#lib/protocol/messages.ts';
import { assert } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';

// How a node's copy of a room takes what another node has committed. In a server the room itself does it, by `Room.hear`. Here
// most copies belong to nodes at which nobody taps, a million of them, and a whole room for each would not fit into memory: so
// a copy is a board and its pace, and this file is the only one that knows so.

/** A room went from a version to another. */
export interface RoomNews {
  readonly room: number;
  readonly from: number;
  readonly to: number;
  /** What the news comes to: boards are values, so the simulation hands over the one that was committed. */
  readonly board: Board;
  /** Scores that it tells of, for its size. */
  readonly scores: number;
}

/** As JSON: `{epoch, from, to, scores: [score, changedAt, scoredAt, id, …]}`. */
export function bytesOf({ to, scores }: RoomNews): number {
  const digits = String(to).length;
  return 50 + 2 * digits + scores * (2 * digits + 10);
}

export interface RoomCopyOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly send: (delta: Delta) => void;
}

/**
 * What one node knows of one room, and tells its own viewers. The engine's `FanOut` paces it. The engine's `Room` decides
 * taps; one that has missed news of others is exchanged for a fresh one at the next tap, where a server's would have heard them.
 * So the room itself is made with an interval of 0, and this copy keeps the pace over the exchange.
 */
export class RoomCopy {
  readonly #fanOut: FanOut;
  #latest: Board;
  #told: number;
  #room: Room | null = null;

  constructor(board: Board, { clock, intervalMs, send }: RoomCopyOptions) {
    this.#latest = board;
    this.#told = board.version;
    this.#fanOut = new FanOut(board, {
      clock,
      intervalMs,
      send: (delta) => {
        assert(delta[0] === this.#told, 'deltas of one node follow each other without a gap');
        assert(delta[1] > delta[0], 'a version never goes back');
        this.#told = delta[1];
        send(delta);
      },
    });
  }

  get latest(): Board {
    return this.#latest;
  }

  /** The version that its viewers have been told. */
  get told(): number {
    return this.#told;
  }

  /** Takes a board that is committed, whoever committed it. Older ones come late, and say nothing. */
  take(board: Board): boolean {
    if (board.version <= this.#latest.version) return false;
    this.#latest = board;
    this.#fanOut.publish(board);
    return true;
  }

  /** The room as it decides taps. */
  get room(): Room | null {
    return this.#room;
  }

  open(room: Room): void {
    this.#room = room;
  }

  /** Has the room know what this copy knows. One that is at work finds out by its conflict. */
  refresh(options: RoomOptions): Room | null {
    const room = this.#room;
    if (room !== null && room.board.version < this.#latest.version && room.isIdle) {
      room.close();
      this.#room = new Room({ roomId: room.roomId, board: this.#latest }, options);
    }
    return this.#room;
  }

  close(): void {
    this.#fanOut.close();
    this.#room?.close();
  }
}
