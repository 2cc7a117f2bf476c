'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { EventKind, LogPage } from './log-entry.ts';
import { firstPage, withNewest, withOlder, type LogPages } from './log-pages.ts';
import { callRoom } from './rest.ts';

export interface LogFilter {
  readonly player: number | null;
  readonly kind: EventKind | null;
  readonly device: string | null;
  readonly text: string;
}

export const EVERYTHING: LogFilter = { player: null, kind: null, device: null, text: '' };

/** While a crowd taps, the newest page is asked for no more often than this. */
const REFRESH_MS = 1_000;
const PAGE = 100;

export interface Log {
  /** Null until the first answer. */
  readonly pages: LogPages | null;
  readonly problem: string | null;
  readonly isLoading: boolean;
  readonly older: () => void;
  /** From the newest entry again. */
  readonly restart: () => void;
}

/** The score log under one filter, newest first. It follows the board: each commit may have brought an entry. */
export function useLog(filter: LogFilter, limit: number = PAGE): Log {
  const code = useRoom(({ board }) => board.code);
  const version = useRoom(({ board }) => board.version);
  const [state, setState] = useState<{ key: string; pages: LogPages } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isLoading, setIsLoading] = useState(false);
  const query = queryOf(filter, limit);
  const key = `${code}?${query}`;
  const pages = state?.key === key ? state.pages : null;

  const ask = useCallback(
    async (before: number | null, place: (pages: LogPages | null, page: LogPage) => LogPages) => {
      const path = `/log?${query}${before === null ? '' : `&before=${before}`}`;
      const answer = await callRoom<LogPage>(code, path);
      setProblem(answer.ok ? null : answer.error.text);
      if (!answer.ok) return;
      setState((last) => ({
        key,
        pages: place(last?.key === key ? last.pages : null, answer.value),
      }));
    },
    [code, query, key],
  );

  const lastAsked = useRef({ key: '', at: -Infinity });
  useEffect(() => {
    const wait =
      lastAsked.current.key === key
        ? Math.max(0, lastAsked.current.at + REFRESH_MS - performance.now())
        : 0;
    const timer = setTimeout(() => {
      lastAsked.current = { key, at: performance.now() };
      void ask(null, (known, page) => (known === null ? firstPage(page) : withNewest(known, page)));
    }, wait);
    return () => clearTimeout(timer);
  }, [ask, key, version]);

  const next = pages?.next ?? null;
  const older = useCallback(() => {
    if (next === null || isLoading) return;
    setIsLoading(true);
    void ask(next, (known, page) =>
      known === null ? firstPage(page) : withOlder(known, page),
    ).finally(() => setIsLoading(false));
  }, [ask, next, isLoading]);
  const restart = useCallback(() => void ask(null, (_, page) => firstPage(page)), [ask]);

  return { pages, problem, isLoading, older, restart };
}

function queryOf({ player, kind, device, text }: LogFilter, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (player !== null) query.set('player', String(player));
  if (kind !== null) query.set('kind', kind);
  if (device !== null) query.set('device', device);
  if (text.trim() !== '') query.set('text', text.trim());
  return query.toString();
}
