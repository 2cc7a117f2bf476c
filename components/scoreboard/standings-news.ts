import type { BoardView } from '#lib/board/view.ts';
import { placesOf, type Place } from './places.ts';

/** More than this at once is a crowd: a listener wants the gist. */
const NAMED_AT_MOST = 3;

const ORDINALS = ['', 'first', 'second', 'third'];

/** What changed on the board from one moment to a later one, in words to be heard; empty if nothing did. */
export function standingsNews(before: BoardView, after: BoardView): string {
  const { order, byId } = placesOf(after);
  const changed = order.filter(
    (id) => after.players.get(id)?.score !== before.players.get(id)?.score,
  );
  if (changed.length === 0) return '';
  if (after.generation !== before.generation) return 'The board was reset.';

  const sentences = changed.slice(0, NAMED_AT_MOST).map((id) => {
    const { name = '', score = 0 } = after.players.get(id) ?? {};
    const place = byId.get(id);
    return place === undefined ? `${name} ${score}.` : `${name} ${score}, ${spoken(place)}.`;
  });
  const others = changed.length - sentences.length;
  if (others > 0) sentences.push(`${others} more changed.`);
  return sentences.join(' ');
}

function spoken({ rank, tied }: Place): string {
  const ordinal = ORDINALS[rank] ?? `rank ${rank}`;
  return tied ? `joint ${ordinal}` : ordinal;
}
