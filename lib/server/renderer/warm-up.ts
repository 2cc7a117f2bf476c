import { createBoard } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import type { VisitedRoom } from './page-source.ts';
import type { SharedPages } from './shared-pages.ts';

/** The first page takes three times as long as one that comes after these. */
const PAGES = 20;
const PLAYERS = 50;
const CODE = 'CCCCCC';

/**
 * Makes pages that nobody sees, of a board that there is not: a server that has just started meets the largest crowd, and
 * would meet it with code that has never run. They take their turn, so whoever comes meanwhile waits for one at most.
 */
export async function warmUp(shared: Pick<SharedPages, 'page'>): Promise<void> {
  const players = Array.from({ length: PLAYERS }, (_, index) => `Player ${index + 1}`);
  const snapshot = snapshotOf(createBoard({ code: CODE, name: 'Nobody’s', epoch: 1, players }));
  const you = { role: 'participant', player: null } as const;
  const visit: VisitedRoom = { kind: 'in', snapshot, you, origin: 'http://localhost' };
  for (let made = 0; made < PAGES; made += 1) await shared.page(CODE, visit);
}
