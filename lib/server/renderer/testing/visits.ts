import { createBoard } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import type { Role } from '#lib/protocol/roles.ts';
import type { VisitedRoom } from '../page-source.ts';

export interface VisitedBoard {
  readonly role?: Role;
  readonly player?: number | null;
  readonly origin?: string;
  readonly epoch?: number;
  readonly version?: number;
}

/** Somebody has come in, as a guest unless it is said otherwise. */
export function viewOfBoard({
  role = 'participant',
  player = null,
  origin = 'http://scores.test',
  epoch = 1,
  version = 1,
}: VisitedBoard = {}): VisitedRoom {
  const board = createBoard({ code: 'CDFGHJ', name: 'Quiz', epoch, players: ['Ada'] });
  const snapshot = { ...snapshotOf(board), version };
  return { kind: 'in', snapshot, you: { role, player }, origin };
}
