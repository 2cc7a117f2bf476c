'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import { AnnouncementBanner } from '#components/room/announcement-banner.tsx';
import { RememberBoard } from '#components/room/remember-board.tsx';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { AddPlayers } from './add-players.tsx';
import { AnnounceSheet } from './announce-sheet.tsx';
import { orderOf, type BoardOrder } from './board-order.ts';
import { HostBoard } from './host-board.tsx';
import { HostDock, SectionNav, type Section } from './host-dock.tsx';
import { HostHeader } from './host-header.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { NotYours } from './not-yours.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { PlayerSheet } from './player-sheet.tsx';
import { RecentProvider, useRecent } from './recent-context.tsx';
import { ResetConfirm } from './reset-confirm.tsx';
import { RoomPanel } from './room-panel.tsx';
import { ScoreLog } from './score-log.tsx';
import type { Command } from './shortcuts.ts';
import { StatusProvider, useSay } from './status.tsx';
import { useHeldOrder } from './use-held-order.ts';
import { useIsWide } from './use-is-wide.ts';
import { useMay, useRole } from './use-role.ts';
import { useSetting } from './use-setting.ts';
import { useShortcuts, useShortcutsWanted } from './use-shortcuts.ts';

/** The page from which a host runs the evening, and a scorekeeper keeps the scores. */
export function HostScreen() {
  const role = useRole();
  const code = useRoom(({ board }) => board.code);
  // The role may go while the page is open: a link is revoked, or ends.
  if (role !== 'host' && role !== 'scorekeeper') return <NotYours code={code} />;
  return (
    <StatusProvider>
      <RecentProvider>
        <Desk />
      </RecentProvider>
    </StatusProvider>
  );
}

type Open = 'add' | 'announce' | 'reset' | 'keys' | null;

function Desk() {
  const board = useRoom((state) => state.board);
  const { tap } = useRoomActions();
  const say = useSay();
  const { undoable, redoable, undo, redo } = useRecent();
  const lock = useSetting('scoringLocked');
  const mayChange = useMay('change-settings');
  const [order, setOrder] = useState<BoardOrder>('standings');
  const [section, setSection] = useState<Section>('board');
  const [open, setOpen] = useState<Open>(null);
  const [player, setPlayer] = useState<{ id: number; startsTyping: boolean } | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [areKeysOn, turnKeys] = useShortcutsWanted();
  const search = useRef<HTMLInputElement>(null);
  const isWide = useIsWide();
  // Nothing stands over the word that the page has ended: a link was revoked, or the room is gone.
  const hasStopped = useRoom(({ notice }) => notice?.kind === 'stopped');
  const { order: ids, hold } = useHeldOrder(orderOf(board, order));

  const sections: readonly Section[] = mayChange
    ? ['board', 'log', 'people', 'room']
    : ['board', 'log'];
  // Beside the board there is always something, and on a phone one thing at a time.
  const aside: Section | null = section === 'board' ? (isWide ? 'log' : null) : section;

  const toggleLock = () =>
    void lock.set(
      !lock.value,
      lock.value ? 'Scoring is open again.' : 'Scoring is locked on every screen.',
    );
  const openPlayer = (id: number, startsTyping = false) => setPlayer({ id, startsTyping });
  const tapChosen = (step: number, sign: 1 | -1) => {
    const amount = board.settings.steps[step];
    const name = chosen === null ? undefined : board.players.get(chosen)?.name;
    if (chosen === null || name === undefined) {
      say.problem('Choose a player first: press 1 to 9, or the arrow keys.');
      return true;
    }
    if (amount === undefined) return false;
    if (board.settings.scoringLocked) {
      say.problem('Scoring is locked: press L to open it, or S to set an exact score.');
      return true;
    }
    hold();
    tap(chosen, sign * amount);
    return true;
  };
  // On a phone the sections share one page: each is where it was left.
  const places = useRef<Partial<Record<Section, number>>>({});
  const goTo = (next: Section) => {
    places.current[section] = window.scrollY;
    setSection(next);
  };
  useLayoutEffect(() => {
    if (!isWide) window.scrollTo({ top: places.current[section] ?? 0, behavior: 'instant' });
  }, [section, isWide]);
  const show = (next: Section) => {
    if (!sections.includes(next)) return false;
    goTo(next);
    return true;
  };
  const run = (command: Command): boolean => {
    switch (command.type) {
      case 'choose':
        if (ids[command.row] === undefined) return false;
        setChosen(ids[command.row] ?? null);
        return true;
      case 'move': {
        if (ids.length === 0) return false;
        const from = chosen === null ? -1 : ids.indexOf(chosen);
        const to = from === -1 ? (command.by === 1 ? 0 : ids.length - 1) : from + command.by;
        setChosen(ids[Math.min(ids.length - 1, Math.max(0, to))] ?? null);
        return true;
      }
      case 'tap':
        return tapChosen(command.step, command.sign);
      case 'open':
      case 'set':
        if (chosen === null) return false;
        openPlayer(chosen, command.type === 'set');
        return true;
      case 'let-go':
        if (chosen === null) return false;
        setChosen(null);
        return true;
      case 'undo':
        if (undoable === null) say.problem('There is nothing to undo in this round.');
        else void undo(undoable);
        return true;
      case 'redo':
        if (redoable === null) say.problem('There is nothing to redo.');
        else void redo(redoable);
        return true;
      case 'lock':
        if (!mayChange) return false;
        toggleLock();
        return true;
      case 'announce':
      case 'add':
        if (!mayChange) return false;
        setOpen(command.type);
        return true;
      case 'search':
        goTo('log');
        requestAnimationFrame(() => search.current?.focus());
        return true;
      case 'board':
      case 'people':
      case 'room':
        return show(command.type);
      case 'help':
        setOpen('keys');
        return true;
      default:
        return unreachable(command);
    }
  };
  useShortcuts(areKeysOn, run);
  const close = () => setOpen(null);
  const isOpen = (which: Open) => !hasStopped && open === which;

  return (
    <div className="host" data-section={section}>
      <HostHeader />
      <main className="host-main">
        <div className="host-board">
          <HostBoard
            ids={ids}
            order={order}
            chosen={chosen}
            onOrder={setOrder}
            onOpen={openPlayer}
            onTap={hold}
            onAdd={() => setOpen('add')}
            onReset={() => setOpen('reset')}
          />
        </div>
        <div className="host-aside">
          {aside === 'log' && <ScoreLog search={search} />}
          {aside === 'people' && <PeoplePanel />}
          {aside === 'room' && <RoomPanel onHelp={() => setOpen('keys')} />}
        </div>
      </main>
      <footer className="host-foot">
        <HostDock onAnnounce={() => setOpen('announce')} onToggleLock={toggleLock} />
        <SectionNav
          sections={sections}
          section={isWide && section === 'board' ? 'log' : section}
          onSection={goTo}
        />
      </footer>
      <AnnouncementBanner />
      <RememberBoard />
      <PlayerSheet
        id={hasStopped ? null : (player?.id ?? null)}
        startsTyping={player?.startsTyping ?? false}
        onClose={() => setPlayer(null)}
      />
      <AddPlayers isOpen={isOpen('add')} onClose={close} />
      <AnnounceSheet isOpen={isOpen('announce')} onClose={close} />
      <ResetConfirm isOpen={isOpen('reset')} onClose={close} />
      <KeysSheet isOpen={isOpen('keys')} onClose={close} areOn={areKeysOn} onTurn={turnKeys} />
    </div>
  );
}
