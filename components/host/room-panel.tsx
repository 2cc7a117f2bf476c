'use client';

import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ArchivePanel } from './archive-panel.tsx';
import { DeleteBoard } from './delete-board.tsx';
import { RemovedPlayers } from './removed-players.tsx';
import { RoomName } from './room-name.tsx';
import { RoomRules } from './room-rules.tsx';

/** What is set once in an evening, and at its foot what ends it. */
export function RoomPanel({ onHelp }: { onHelp: () => void }) {
  return (
    <section className="panel" aria-labelledby="room-title">
      <h2 id="room-title" className="panel-title poster">
        Room
      </h2>
      <RoomName />
      <RoomRules />
      <RemovedPlayers />
      <ArchivePanel />
      <Fold title="Delete the board">
        <DeleteBoard />
      </Fold>
      <button type="button" className="tool keys-button" onClick={onHelp}>
        Keyboard shortcuts <kbd>?</kbd>
      </button>
    </section>
  );
}

/** Closed until it is wanted. */
function Fold({ title, children }: { title: string; children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  return (
    <details
      ref={details}
      className="fold block"
      onToggle={() => setIsOpen(details.current?.open ?? false)}
    >
      <summary className="block-title">{title}</summary>
      {isOpen && children}
    </details>
  );
}
