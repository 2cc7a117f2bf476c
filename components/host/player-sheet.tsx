'use client';

import { useRef, useState } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { formatScore } from '#components/scoreboard/format-score.ts';
import { placesOf } from '#components/scoreboard/places.ts';
import { Confirm } from '#components/ui/confirm.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { WirePlayer } from '#lib/protocol/messages.ts';
import { MergeForm } from './merge-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ScoreForm } from './score-form.tsx';
import { StepButtons } from './step-buttons.tsx';
import { useAct } from './use-act.ts';
import { useMay } from './use-role.ts';

type View = 'score' | 'profile' | 'merge';

interface PlayerSheetProps {
  /** Null while no player is open. */
  readonly id: number | null;
  /** Whether the field for a score has the focus at once. */
  readonly startsTyping: boolean;
  readonly onClose: () => void;
}

/** Everything that can be done to one player. What is done most comes first; what ends something comes last, and asks. */
export function PlayerSheet({ id, startsTyping, onClose }: PlayerSheetProps) {
  const player = useRoom(({ board }) => (id === null ? undefined : board.players.get(id)));
  const rank = useRoom(({ board }) =>
    id === null ? undefined : placesOf(board).byId.get(id)?.rank,
  );
  // What is closing still shows whom it was about.
  const [last, setLast] = useState(player);
  if (player !== undefined && player !== last) setLast(player);
  const [view, setView] = useState<View>('score');
  const [viewOf, setViewOf] = useState(id);
  if (id !== null && id !== viewOf) {
    setViewOf(id);
    setView('score');
  }
  const scoreInput = useRef<HTMLInputElement>(null);
  const shown = player ?? last;
  const close = () => {
    setViewOf(null);
    onClose();
  };
  if (shown === undefined) return null;

  const { colour, shape } = bibOf(shown.id, shown);
  return (
    <Sheet
      isOpen={player !== undefined}
      onClose={close}
      title={view === 'merge' ? `Merge ${shown.name}` : shown.name}
      lead={
        view === 'score' ? (
          <span className="sheet-bib" data-bib={colour}>
            <BibShape shape={shape} className="size-6" />
          </span>
        ) : (
          <button
            type="button"
            className="icon-button"
            aria-label="Back"
            onClick={() => setView('score')}
          >
            <Icon name="back" />
          </button>
        )
      }
      description={
        <>
          <span className="numeral sheet-score">{formatScore(shown.score)}</span> points
          {rank !== undefined && `, rank ${rank}`}
        </>
      }
      {...(startsTyping ? { initialFocus: scoreInput } : {})}
    >
      {view === 'score' && (
        <>
          <StepButtons id={shown.id} name={shown.name} isBothWays />
          <ScoreForm id={shown.id} name={shown.name} input={scoreInput} onDone={close} />
          <PlayerMenu player={shown} onView={setView} onDone={close} />
        </>
      )}
      {view === 'profile' && <ProfileForm player={shown} onDone={() => setView('score')} />}
      {view === 'merge' && <MergeForm player={shown} onDone={close} />}
    </Sheet>
  );
}

interface PlayerMenuProps {
  readonly player: WirePlayer;
  readonly onView: (view: View) => void;
  readonly onDone: () => void;
}

function PlayerMenu({ player, onView, onDone }: PlayerMenuProps) {
  const { id, name, score, claim } = player;
  const act = useAct();
  const mayChange = useMay('change-player');
  const [asks, setAsks] = useState<'reset' | 'remove' | null>(null);
  if (!mayChange) return null;
  return (
    <div className="menu-list">
      <button type="button" className="menu-item" onClick={() => onView('profile')}>
        Name, colour and shape
      </button>
      <button type="button" className="menu-item" onClick={() => onView('merge')}>
        Merge into another player…
      </button>
      {claim === 'taken' && (
        <button
          type="button"
          className="menu-item"
          onClick={() =>
            void act({ type: 'release-player', player: id }, `${name} can be claimed again.`)
          }
        >
          Release the claim
          <span className="hint">Somebody’s device plays as {name}.</span>
        </button>
      )}
      <button
        type="button"
        className="menu-item"
        onClick={() =>
          void act(
            { type: 'block-claim', player: id, blocked: claim !== 'blocked' },
            claim === 'blocked' ? `${name} can be claimed.` : `Nobody can claim ${name}.`,
          )
        }
      >
        {claim === 'blocked' ? 'Let people claim this name' : 'Let nobody claim this name'}
      </button>
      <div className="menu-ends">
        <button type="button" className="menu-item" onClick={() => setAsks('reset')}>
          Reset to 0…
        </button>
        <button type="button" className="menu-item menu-danger" onClick={() => setAsks('remove')}>
          Remove…
        </button>
      </div>
      <Confirm
        isOpen={asks === 'reset'}
        onClose={() => setAsks(null)}
        title={`Reset ${name}?`}
        confirm="Reset to 0"
        onConfirm={async () => {
          const { ok } = await act({ type: 'reset-player', player: id }, `${name} is at 0.`);
          if (ok) onDone();
          return ok;
        }}
      >
        {name} goes from {formatScore(score)} to 0. The others keep theirs. Undo brings it back.
      </Confirm>
      <Confirm
        isOpen={asks === 'remove'}
        onClose={() => setAsks(null)}
        title={`Remove ${name}?`}
        confirm="Remove"
        isDangerous
        onConfirm={async () => {
          const { ok } = await act(
            { type: 'remove-player', player: id },
            `${name} has left the board, and can be put back in the room’s settings.`,
          );
          if (ok) onDone();
          return ok;
        }}
      >
        {name} leaves every screen, with {formatScore(score)} points. You can put them back, with
        their score, under Room.
      </Confirm>
    </div>
  );
}
