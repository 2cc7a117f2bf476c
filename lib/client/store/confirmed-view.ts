import { applyDelta, viewOf, type BoardView } from '#lib/board/view.ts';
import type { Delta, Snapshot, WirePlayer } from '#lib/protocol/messages.ts';

/** How the server answers a join or a sync. */
export interface CatchUpAnswer {
  readonly epoch: number;
  readonly snapshot?: Snapshot | undefined;
  readonly delta?: Delta | undefined;
}

/** The view after a snapshot. Within an epoch it never goes back; another epoch is another history, and replaces it. */
export function withSnapshot(view: BoardView, snapshot: Snapshot): BoardView {
  if (snapshot.code !== view.code) return view;
  if (snapshot.epoch === view.epoch && snapshot.version <= view.version) return view;
  return viewOf(snapshot);
}

/** The view after a delta, written to `players` if they are given; null where something before it is missing. */
export function withDelta(
  view: BoardView,
  delta: Delta,
  players?: Map<number, WirePlayer>,
): BoardView | null {
  const outcome = applyDelta(view, delta, players);
  if (outcome.kind === 'gap') return null;
  return outcome.kind === 'applied' ? outcome.view : view;
}

/** The view after what the server sent to catch up; null where that does not follow on. */
export function withCatchUp(view: BoardView, answer: CatchUpAnswer): BoardView | null {
  if (answer.snapshot !== undefined) return withSnapshot(view, answer.snapshot);
  if (answer.epoch !== view.epoch || answer.delta === undefined) return null;
  return withDelta(view, answer.delta);
}
