'use client';

import { formatChange } from '#components/scoreboard/format-score.ts';
import { Notices } from '#components/room/notices.tsx';
import { Icon, type IconName } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { eventWords, nameIn } from './log-words.ts';
import { useRecent } from './recent-context.tsx';
import { Status } from './status.tsx';
import { useMay } from './use-role.ts';

export type Section = 'board' | 'log' | 'people' | 'room';

const SECTIONS: readonly {
  readonly id: Section;
  readonly label: string;
  readonly icon: IconName;
}[] = [
  { id: 'board', label: 'Board', icon: 'board' },
  { id: 'log', label: 'Log', icon: 'log' },
  { id: 'people', label: 'People', icon: 'people' },
  { id: 'room', label: 'Room', icon: 'room' },
];

interface HostDockProps {
  readonly onAnnounce: () => void;
  readonly onToggleLock: () => void;
}

/** Under the thumb: taking back, locking, saying. It stays wherever one scrolls. */
export function HostDock({ onAnnounce, onToggleLock }: HostDockProps) {
  const link = useRoom((state) => state.link);
  const isLocked = useRoom(({ board }) => board.settings.scoringLocked);
  const mayLock = useMay('change-settings');
  const mayAnnounce = useMay('announce');
  return (
    <div className="host-dock" data-link={link}>
      <Notices />
      <Status />
      {link === 'offline' && (
        <p className="host-offline">
          No connection. Taps are kept and sent later; everything else needs one.
        </p>
      )}
      <div className="host-controls">
        <UndoLast />
        {mayLock && (
          <button
            type="button"
            className="dock-key lock-key"
            aria-pressed={isLocked}
            onClick={onToggleLock}
          >
            <Icon name={isLocked ? 'locked' : 'unlocked'} />
            <span aria-hidden="true">{isLocked ? 'Locked' : 'Lock'}</span>
            <span className="sr-only">Lock scoring</span>
          </button>
        )}
        {mayAnnounce && (
          <button type="button" className="dock-key" aria-haspopup="dialog" onClick={onAnnounce}>
            <Icon name="announce" />
            <span>
              Say<span className="sr-only">: announce to all screens</span>
            </span>
          </button>
        )}
      </div>
    </div>
  );
}

/** The one button that forgives everything: it names what it would take back, and takes back exactly that. */
function UndoLast() {
  const { undoable, redoable, undo, redo } = useRecent();
  return (
    <div className="undo-last">
      <button
        type="button"
        className="undo-key"
        aria-disabled={undoable === null}
        onClick={() => undoable !== null && void undo(undoable)}
      >
        <Icon name="undo" className="size-7 shrink-0" />
        <span className="undo-words">
          <span className="undo-title">Undo last</span>
          {undoable === null ? (
            <span className="undo-what">Nothing to undo</span>
          ) : (
            <span className="undo-what">
              <bdi>{nameIn(undoable)}</bdi> <span>{eventWords(undoable)}</span>
            </span>
          )}
        </span>
      </button>
      {redoable !== null && (
        <button
          type="button"
          className="dock-key redo-key"
          aria-label={`Redo ${nameIn(redoable)} ${formatChange(redoable.delta)}`}
          onClick={() => void redo(redoable)}
        >
          <Icon name="redo" />
          <span aria-hidden="true">Redo</span>
        </button>
      )}
    </div>
  );
}

interface SectionNavProps {
  readonly sections: readonly Section[];
  readonly section: Section;
  readonly onSection: (section: Section) => void;
}

export function SectionNav({ sections, section, onSection }: SectionNavProps) {
  return (
    <nav className="host-nav" aria-label="Parts of this page">
      {SECTIONS.filter(({ id }) => sections.includes(id)).map(({ id, label, icon }) => (
        <button
          key={id}
          type="button"
          className="nav-key"
          data-section={id}
          aria-current={id === section ? 'true' : undefined}
          onClick={() => onSection(id)}
        >
          <Icon name={icon} className="size-5" />
          {label}
        </button>
      ))}
    </nav>
  );
}
