import type { Board } from '#lib/board/board.ts';

/**
 * The board as it stands now, from what was known of it and what has been written since. Where it is another history or an
 * older version, `news` is all there is, and nothing that was known goes on.
 *
 * Maintained invariant: what did not change is the same object as before.
 */
export function mergeBoard(since: Board, news: Board): Board {
  if (news.epoch !== since.epoch || news.version < since.version) return news;
  if (news.version === since.version) return since;
  const isSame = JSON.stringify(news.settings) === JSON.stringify(since.settings);
  const head = { ...news, settings: isSame ? since.settings : news.settings };
  if (news.players.size === 0 && news.removed.size === 0) {
    return { ...head, players: since.players, removed: since.removed };
  }
  return {
    ...head,
    players: merged(since.players, news.players, news.removed),
    removed: merged(since.removed, news.removed, news.players),
  };
}

/** In the order of the ids. */
function merged<T>(
  old: ReadonlyMap<number, T>,
  put: ReadonlyMap<number, T>,
  gone: ReadonlyMap<number, unknown>,
): ReadonlyMap<number, T> {
  const left = [...gone.keys()].filter((id) => old.has(id));
  if (put.size === 0 && left.length === 0) return old;
  const all = new Map([...old, ...put]);
  for (const id of left) all.delete(id);
  return new Map([...all].toSorted(([a], [b]) => a - b));
}
