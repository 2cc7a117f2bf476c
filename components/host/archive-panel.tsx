'use client';

import { useState } from 'react';
import { formatScore } from '#components/scoreboard/format-score.ts';
import { Confirm } from '#components/ui/confirm.tsx';
import { standings } from '#lib/board/rank.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LoadProblem } from './load-problem.tsx';
import { useAct } from './use-act.ts';
import { useFetched } from './use-fetched.ts';
import { momentOf } from './when.ts';

/** As `GET …/archives` tells it, the newest first. */
interface ArchivedRound {
  readonly generation: number;
  readonly endedAt: number;
  readonly version: number;
  readonly players: readonly {
    readonly id: number;
    readonly name: string;
    readonly score: number;
  }[];
}

interface Archives {
  readonly archives: readonly ArchivedRound[];
}

/** The rounds that resets have ended, each with how it stood. */
export function ArchivePanel() {
  const generation = useRoom(({ board }) => board.generation);
  const { value, problem, reload } = useFetched<Archives>('/archives', { on: generation });
  const act = useAct();
  const [restoring, setRestoring] = useState<number | null>(null);
  const archives = value?.archives ?? [];
  return (
    <section className="host-block" aria-labelledby="archive-title">
      <h3 id="archive-title" className="block-title">
        Earlier rounds <span className="count">{archives.length}</span>
      </h3>
      <LoadProblem text={problem} onRetry={reload} />
      {value !== null && archives.length === 0 && (
        <p className="hint">None yet. Each reset puts the round that it ends here.</p>
      )}
      {archives.map((round) => (
        <Round
          key={round.generation}
          round={round}
          onRestore={() => setRestoring(round.generation)}
        />
      ))}
      <Confirm
        isOpen={restoring !== null}
        onClose={() => setRestoring(null)}
        title={`Bring back round ${restoring ?? ''}?`}
        confirm={`Bring back round ${restoring ?? ''}`}
        onConfirm={async () => {
          if (restoring === null) return true;
          const action = { type: 'restore-generation', generation: restoring } as const;
          return (await act(action, `The scores of round ${restoring} are back.`)).ok;
        }}
      >
        The scores of round {restoring} come back on every screen. Round {generation}, as it stands
        now, is kept here and can be brought back too. Taps that were made before and are still on
        their way will not count.
      </Confirm>
    </section>
  );
}

function Round({ round, onRestore }: { round: ArchivedRound; onRestore: () => void }) {
  const wins = useRoom(({ board }) => board.settings.wins);
  const ties = useRoom(({ board }) => board.settings.ties);
  const ranked = standings(round.players, { wins, ties });
  const winner = ranked[0];
  const winnerWords = winner === undefined ? '' : `${winner.name} ${formatScore(winner.score)}`;
  const hasScores = ranked.some(({ score }) => score !== 0);
  return (
    <details className="round">
      <summary className="round-title">
        <b className="row-title">Round {round.generation}</b>
        <span className="hint" dir="auto">
          {momentOf(round.endedAt)}
          {winner !== undefined && ` · ${hasScores ? winnerWords : 'nobody scored'}`}
        </span>
      </summary>
      <ol className="round-standings">
        {ranked.map(({ id, name, score, rank }) => (
          <li key={id}>
            <span className="numeral">{rank}</span>
            <bdi>{name}</bdi>
            <span className="numeral">{formatScore(score)}</span>
          </li>
        ))}
      </ol>
      <button type="button" className="button" onClick={onRestore}>
        Bring it back…
      </button>
    </details>
  );
}
