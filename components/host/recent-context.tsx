'use client';

import { createContext, use, useState } from 'react';
import type { ReactNode } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { lastRedoable, lastUndoable, type LogEntry } from './log-entry.ts';
import { eventWords, nameIn } from './log-words.ts';
import { useAct } from './use-act.ts';
import { EVERYTHING, useLog } from './use-log.ts';

interface Recent {
  readonly undoable: LogEntry | null;
  readonly redoable: LogEntry | null;
  readonly undo: (entry: LogEntry) => Promise<boolean>;
  readonly redo: (entry: LogEntry) => Promise<boolean>;
}

/** What was asked for, and the version from which the log itself tells of it: the next "undo" may be pressed before that. */
interface Asked {
  readonly isUndone: boolean;
  readonly version: number;
}

function withAsked(
  entries: readonly LogEntry[],
  asked: ReadonlyMap<number, Asked>,
): readonly LogEntry[] {
  const head = entries[0]?.version ?? 0;
  return entries.map((entry) => {
    const change = asked.get(entry.version);
    if (change === undefined || change.version <= head) return entry;
    return { ...entry, undoneBy: change.isUndone ? (entry.undoneBy ?? Infinity) : null };
  });
}

const RecentContext = createContext<Recent>({
  undoable: null,
  redoable: null,
  undo: () => Promise.resolve(false),
  redo: () => Promise.resolve(false),
});

/** How far back "Undo last" looks: beyond that the log itself is the place to look. */
const DEPTH = 100;

/** What has just happened to the scores, and how to take it back: one reading of the log for the dock, keys and rows. */
export function RecentProvider({ children }: { children: ReactNode }) {
  const generation = useRoom(({ board }) => board.generation);
  const { pages } = useLog(EVERYTHING, DEPTH);
  const act = useAct();
  const [asked, setAsked] = useState<ReadonlyMap<number, Asked>>(new Map());
  const entries = withAsked(pages?.entries ?? [], asked);

  const change = async (entry: LogEntry, type: 'undo' | 'redo') => {
    const event = entry.version;
    const isUndone = type === 'undo';
    setAsked((last) => new Map(last).set(event, { isUndone, version: Infinity }));
    const words = `${isUndone ? 'Undone' : 'Redone'}: ${nameIn(entry)} ${eventWords(entry)}.`;
    const outcome = await act({ type, event }, words);
    const version = outcome.ok ? outcome.version : -Infinity;
    setAsked((last) => new Map(last).set(event, { isUndone, version }));
    return outcome.ok;
  };
  const undo = (entry: LogEntry) => change(entry, 'undo');
  const redo = (entry: LogEntry) => change(entry, 'redo');
  const recent: Recent = {
    undoable: lastUndoable(entries, generation),
    redoable: lastRedoable(entries, generation),
    undo,
    redo,
  };
  return <RecentContext value={recent}>{children}</RecentContext>;
}

export function useRecent(): Recent {
  return use(RecentContext);
}
