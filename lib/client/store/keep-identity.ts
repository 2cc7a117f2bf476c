import type { BoardView } from '#lib/board/view.ts';

/**
 * `next`, with every player that reads the same as in `previous` being the same object, and the same map where all do, and
 * the same settings: so that only the rows that changed render, also after a snapshot and under pending taps.
 */
export function keepIdentity(previous: BoardView, next: BoardView): BoardView {
  if (previous === next) return next;
  const settings = isEqual(previous.settings, next.settings) ? previous.settings : next.settings;
  return { ...next, settings, players: keepPlayers(previous.players, next.players) };
}

function keepPlayers(previous: BoardView['players'], next: BoardView['players']) {
  if (previous === next) return next;
  let isSame = previous.size === next.size;
  const players = new Map(next);
  for (const [id, player] of next) {
    const before = previous.get(id);
    if (before === player) continue;
    if (before !== undefined && isEqual(before, player)) players.set(id, before);
    else isSame = false;
  }
  return isSame ? previous : players;
}

/** By value; lists within, such as the steps, too. */
function isEqual(a: object, b: object): boolean {
  if (a === b) return true;
  const entries = Object.entries(a);
  return (
    entries.length === Object.keys(b).length &&
    entries.every(([key, value]) => {
      const other: unknown = Reflect.get(b, key);
      return Array.isArray(value) ? String(value) === String(other) : Object.is(value, other);
    })
  );
}
