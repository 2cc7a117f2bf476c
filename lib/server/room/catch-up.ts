import type { Board } from '#lib/board/board.ts';
import { deltaSince, snapshotOf } from '#lib/board/diff.ts';
import type { Delta, Snapshot } from '#lib/protocol/messages.ts';

/** Where a client says it stands. Whatever it says is only a hint: anything odd is answered with a snapshot. */
export interface Position {
  readonly epoch?: unknown;
  readonly version?: unknown;
}

export type CatchUp =
  | { readonly epoch: number; readonly delta: Delta }
  | { readonly epoch: number; readonly snapshot: Snapshot };

/** The change since the client's position where that is shorter, else the whole board. */
export function catchUp(board: Board, { epoch, version }: Position): CatchUp {
  if (epoch === board.epoch && isPast(version, board.version)) {
    const delta = deltaSince(board, version);
    const [, , scores, changes] = delta;
    const news =
      scores.length / 2 + (changes?.players?.length ?? 0) + (changes?.removed?.length ?? 0);
    if (news <= board.players.size) return { epoch: board.epoch, delta };
  }
  return { epoch: board.epoch, snapshot: snapshotOf(board) };
}

function isPast(version: unknown, latest: number): version is number {
  return Number.isSafeInteger(version) && Number(version) >= 0 && Number(version) <= latest;
}
