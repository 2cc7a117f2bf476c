'use client';

import { BibShape } from '#components/bib/bib-shape.tsx';
import { bibOf } from '#components/bib/bib.ts';
import { formatScore } from '#components/scoreboard/format-score.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LoadProblem } from './load-problem.tsx';
import { useAct } from './use-act.ts';
import { useFetched } from './use-fetched.ts';

/** As `GET …/removed` tells it. */
interface Removed {
  readonly players: readonly {
    readonly id: number;
    readonly name: string;
    readonly score: number;
    /** The player that took its score over, where it was merged. */
    readonly mergedInto: number | null;
  }[];
}

/** Who has left the board and can come back as they were. */
export function RemovedPlayers() {
  const players = useRoom(({ board }) => board.players);
  const cast = Array.from(players.keys()).join();
  const { value, problem, reload } = useFetched<Removed>('/removed', { on: cast });
  const act = useAct();
  const removed = value?.players ?? [];
  if (removed.length === 0 && problem === null) return null;
  return (
    <section className="host-block" aria-labelledby="removed-title">
      <h3 id="removed-title" className="block-title">
        Removed players <span className="count">{removed.length}</span>
      </h3>
      <LoadProblem text={problem} onRetry={reload} />
      <ul className="rows">
        {removed.map(({ id, name, score, mergedInto }) => {
          const into = mergedInto === null ? undefined : players.get(mergedInto)?.name;
          const { colour, shape } = bibOf(id);
          return (
            <li key={id} className="row" data-bib={colour}>
              <span className="mini-bib">
                <BibShape shape={shape} className="size-4" />
              </span>
              <span className="row-words">
                <bdi className="row-title">{name}</bdi>
                <span className="hint">
                  {into === undefined ? `with ${formatScore(score)}` : `merged into ${into}`}
                </span>
              </span>
              <button
                type="button"
                className="tool"
                onClick={() =>
                  void act({ type: 'restore-player', player: id }, `${name} is back on the board.`)
                }
              >
                Put back<span className="sr-only"> {name}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
